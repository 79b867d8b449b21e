//! What units may be: UCUM's common ones, case-sensitive, and annotations.

/// Units that can be said, alone or on both sides of `/`.
const KNOWN: [&str; 32] = [
    "1", "%", "s", "ms", "us", "ns", "min", "h", "d", "By", "KiBy", "MiBy", "GiBy", "TiBy", "kBy", "MBy",
    "GBy", "TBy", "bit", "Hz", "m", "km", "g", "kg", "Cel", "K", "V", "A", "W", "J", "Pa", "[degF]",
];

/// What people write, and what UCUM has for it.
const MEANT: [(&str, &str); 28] = [
    ("seconds", "s"),
    ("second", "s"),
    ("sec", "s"),
    ("milliseconds", "ms"),
    ("millis", "ms"),
    ("microseconds", "us"),
    ("\u{b5}s", "us"),
    ("\u{3bc}s", "us"),
    ("nanoseconds", "ns"),
    ("minutes", "min"),
    ("hours", "h"),
    ("days", "d"),
    ("bytes", "By"),
    ("byte", "By"),
    ("B", "By"),
    ("b", "bit"),
    ("KB", "kBy"),
    ("kB", "kBy"),
    ("KiB", "KiBy"),
    ("MB", "MBy"),
    ("MiB", "MiBy"),
    ("GB", "GBy"),
    ("GiB", "GiBy"),
    ("bits", "bit"),
    ("percent", "%"),
    ("ratio", "1"),
    ("celsius", "Cel"),
    ("hertz", "Hz"),
];

/// Returns what is wrong with a unit.
pub(super) fn mistake(unit: &str) -> Option<String> {
    if let Some((_, meant)) = MEANT.iter().find(|(said, _)| *said == unit) {
        return Some(format!("`{unit}` is no unit of UCUM: write `{meant}`"));
    }
    if unit.is_empty() {
        return Some(
            "a unit is not empty: write `1` for what has none, or `{order}` for what is counted".to_owned(),
        );
    }
    let mut parts = unit.split('/');
    if parts.all(|part| KNOWN.contains(&part) || is_annotation(part)) && unit.matches('/').count() <= 1 {
        return None;
    }
    let is_word = unit.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    let hint = if is_word { format!("`{{{unit}}}`") } else { "`{order}`".to_owned() };
    Some(format!(
        "`{unit}` is no unit: write one of UCUM's, such as `s`, `By`, `1`, or {hint} for what is counted"
    ))
}

/// Whether it is `{what}`.
fn is_annotation(part: &str) -> bool {
    let within = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
    let is_allowed = |letter: char| letter.is_ascii_graphic() && !"{}/".contains(letter);
    within.is_some_and(|within| !within.is_empty() && within.chars().all(is_allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_the_semantic_conventions_are_right() {
        for unit in ["s", "ms", "By", "1", "{request}", "{request}/s", "By/s", "Cel", "%", "{cpu.cycles}"] {
            assert_eq!(mistake(unit), None, "{unit}");
        }
    }

    #[test]
    fn each_mistake_says_what_is_meant() {
        let wrong = [
            ("seconds", "`s`"),
            ("bytes", "`By`"),
            ("MB", "`MBy`"),
            ("orders", "`{orders}`"),
            ("", "`1`"),
            ("{}", "no unit"),
            ("{a b}", "no unit"),
            ("S", "no unit"),
            ("By/s/s", "no unit"),
            ("/s", "no unit"),
        ];
        for (unit, what) in wrong {
            assert!(mistake(unit).is_some_and(|said| said.contains(what)), "{unit}: {:?}", mistake(unit));
        }
    }
}
