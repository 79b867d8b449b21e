//! Names of metrics and labels as Prometheus spells them.

/// Replaces what a name may not hold, and makes several `_` in a row one.
pub(super) fn translated(name: &str) -> String {
    let mut translated = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            translated.push(letter);
        } else if !translated.ends_with('_') {
            translated.push('_');
        }
    }
    translated
}

/// Returns the name of a label.
pub(super) fn label(name: &str) -> String {
    let translated = translated(name);
    match translated.bytes().next() {
        Some(first) if !first.is_ascii_digit() => translated,
        _ => format!("_{translated}"),
    }
}

/// Returns the name of a family: without what its kind adds to its samples, and with its unit at the end.
pub(super) fn family(name: &str, unit: Option<&str>, is_counter: bool) -> String {
    let name = label(name);
    // The unit stands before `_total`, wherever the instrument's name put that.
    let name = name.strip_suffix("_total").filter(|rest| is_counter && !rest.is_empty()).unwrap_or(&name);
    match unit {
        Some(unit) if !name.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_')) => {
            format!("{}_{unit}", name.trim_end_matches('_'))
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_letters_digits_and_single_underscores() {
        for (name, expected) in [
            ("http.server.request", "http_server_request"),
            ("a..b__c-d", "a_b_c_d"),
            ("2xx", "_2xx"),
            ("", "_"),
            ("日本", "_"),
            ("__name__", "_name_"),
            ("a:b", "a_b"),
        ] {
            assert_eq!(label(name), expected);
        }
    }

    #[test]
    fn units_stand_at_the_end_once_and_before_total() {
        for (name, unit, is_counter, expected) in [
            ("wait", Some("seconds"), false, "wait_seconds"),
            ("wait.seconds", Some("seconds"), false, "wait_seconds"),
            ("seconds", Some("seconds"), false, "seconds_seconds"),
            ("cpu.total", Some("seconds"), true, "cpu_seconds"),
            ("cpu.seconds.total", Some("seconds"), true, "cpu_seconds"),
            ("size.total", None, false, "size_total"),
            ("_total", None, true, "_total"),
            ("_", None, true, "_"),
            ("x.", Some("bytes"), false, "x_bytes"),
        ] {
            assert_eq!(family(name, unit, is_counter), expected);
        }
    }
}
