//! Units of UCUM in Prometheus' words.

/// What one is called, and what many are.
const WORDS: [(&str, &str, &str); 28] = [
    ("d", "day", "days"),
    ("h", "hour", "hours"),
    ("min", "minute", "minutes"),
    ("s", "second", "seconds"),
    ("ms", "millisecond", "milliseconds"),
    ("us", "microsecond", "microseconds"),
    ("ns", "nanosecond", "nanoseconds"),
    ("wk", "week", "weeks"),
    ("mo", "month", "months"),
    ("a", "year", "years"),
    ("By", "byte", "bytes"),
    ("kBy", "kilobyte", "kilobytes"),
    ("MBy", "megabyte", "megabytes"),
    ("GBy", "gigabyte", "gigabytes"),
    ("TBy", "terabyte", "terabytes"),
    ("KiBy", "kibibyte", "kibibytes"),
    ("MiBy", "mebibyte", "mebibytes"),
    ("GiBy", "gibibyte", "gibibytes"),
    ("TiBy", "tebibyte", "tebibytes"),
    ("m", "meter", "meters"),
    ("g", "gram", "grams"),
    ("V", "volt", "volts"),
    ("A", "ampere", "amperes"),
    ("J", "joule", "joules"),
    ("W", "watt", "watts"),
    ("Cel", "celsius", "celsius"),
    ("Hz", "hertz", "hertz"),
    ("%", "percent", "percent"),
];

/// Returns a unit in words, as it stands at the end of a name; `None` where there is nothing to say.
///
/// Annotations, such as `{request}`, are no unit of Prometheus; `1` is one for gauges only.
pub(super) fn words(unit: &str, is_gauge: bool) -> Option<String> {
    let bare = without_annotations(unit);
    let bare = bare.trim();
    if bare == "1" {
        return is_gauge.then(|| "ratio".to_owned());
    }
    let (many, each) = bare.split_once('/').unwrap_or((bare, ""));
    let many = if many == "1" { String::new() } else { word(many, |(_, _, many)| many) };
    let each = word(each, |(_, each, _)| each);
    match (many.is_empty(), each.is_empty()) {
        (true, true) => None,
        (false, true) => Some(many),
        (true, false) => Some(format!("per_{each}")),
        (false, false) => Some(format!("{many}_per_{each}")),
    }
}

fn word(unit: &str, of: impl Fn((&'static str, &'static str, &'static str)) -> &'static str) -> String {
    match WORDS.into_iter().find(|(short, ..)| *short == unit) {
        Some(words) => of(words).to_owned(),
        None => super::names::translated(unit).trim_matches('_').to_owned(),
    }
}

fn without_annotations(unit: &str) -> String {
    let mut depth = 0_u32;
    let outside = unit.chars().filter(|letter| {
        let was_outside = depth == 0;
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        was_outside && depth == 0 && *letter != '}'
    });
    outside.collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn units_are_words() {
        for (unit, expected) in [
            ("s", Some("seconds")),
            ("By/s", Some("bytes_per_second")),
            ("{request}/s", Some("per_second")),
            ("1/min", Some("per_minute")),
            ("{request}", None),
            ("By{transmitted}", Some("bytes")),
            ("1", None),
            ("", None),
            (" ", None),
            ("widgets", Some("widgets")),
            ("m/s/s", Some("meters_per_s_s")),
            ("\u{b0}\n", None),
            ("}{", None),
        ] {
            assert_eq!(words(unit, false).as_deref(), expected, "{unit:?}");
        }
        assert_eq!(words("1", true).as_deref(), Some("ratio"));
    }
}
