//! Units that names end in.

/// Units that are no base unit, with the one to convert to.
const DERIVED: &[(&str, &str)] = &[
    ("ms", "seconds"),
    ("msec", "seconds"),
    ("msecs", "seconds"),
    ("millis", "seconds"),
    ("millisecond", "seconds"),
    ("milliseconds", "seconds"),
    ("usec", "seconds"),
    ("usecs", "seconds"),
    ("micros", "seconds"),
    ("microseconds", "seconds"),
    ("nsec", "seconds"),
    ("nanos", "seconds"),
    ("nanoseconds", "seconds"),
    ("minutes", "seconds"),
    ("hours", "seconds"),
    ("days", "seconds"),
    ("kb", "bytes"),
    ("kib", "bytes"),
    ("mb", "bytes"),
    ("mib", "bytes"),
    ("gib", "bytes"),
    ("kilobytes", "bytes"),
    ("megabytes", "bytes"),
    ("gigabytes", "bytes"),
    ("terabytes", "bytes"),
    ("kibibytes", "bytes"),
    ("mebibytes", "bytes"),
    ("gibibytes", "bytes"),
    ("percent", "ratio"),
    ("percentage", "ratio"),
];

/// Words that say a unit; abbreviations of base units are understood, if not praised.
const KNOWN: &[&str] = &[
    "seconds", "second", "secs", "sec", "s", "us", "ns", "bytes", "byte", "b", "bits", "ratio", "celsius",
    "meters", "joules", "volts", "amperes", "grams", "m", "h", "d", "gb", "tb",
];

/// Last words that speak of a time.
const TIMES: &[&str] = &["time", "elapsed", "delay"];
/// Words that speak of a time wherever in a name they stand.
const DURATIONS: &[&str] = &["duration", "latency"];
/// Words before `size` that speak of bytes; a batch's size may well be a count.
const SIZED: &[&str] = &[
    "body", "request", "response", "payload", "file", "upload", "download", "message", "packet", "content",
    "memory", "heap", "disk",
];

/// Words before a unit that make it a window of time, and no unit of the value.
const WINDOWS: &[&str] = &["per", "last", "past", "in", "within", "every"];

/// Words before `time` that make it a moment rather than a duration.
const MOMENTS: &[&str] = &[
    "start",
    "end",
    "boot",
    "last",
    "created",
    "creation",
    "updated",
    "update",
    "modified",
    "modification",
    "reload",
    "success",
    "expiry",
    "expiration",
];

/// Returns whether a name speaks of a moment: `built_timestamp_seconds`, `process_start_time_seconds`.
pub(super) fn is_timestamp(words: &[&str]) -> bool {
    let bare = match words.split_last() {
        Some((last, before))
            if KNOWN.contains(last) || DERIVED.iter().any(|(derived, _)| derived == last) =>
        {
            before
        }
        _ => words,
    };
    match bare {
        [.., "timestamp"] => true,
        [.., moment, "time"] => MOMENTS.contains(moment),
        _ => false,
    }
}

/// Returns the base unit of a name's last word, where that is a unit but no base unit.
pub(super) fn base_unit(words: &[&str]) -> Option<&'static str> {
    let (last, before) = words.split_last()?;
    let is_window = before
        .last()
        .is_none_or(|word| WINDOWS.contains(word) || word.bytes().all(|byte| byte.is_ascii_digit()));
    let (_, base) = DERIVED.iter().find(|(derived, _)| derived == last)?;
    (!is_window).then_some(base)
}

/// Returns whether a name speaks of a time or a size without saying in what.
pub(super) fn misses_unit(words: &[&str]) -> bool {
    let Some((last, before)) = words.split_last() else { return false };
    let says_unit =
        words.iter().any(|word| KNOWN.contains(word) || DERIVED.iter().any(|(derived, _)| derived == word));
    let speaks = words.iter().any(|word| DURATIONS.contains(word))
        || TIMES.contains(last)
        || (*last == "size" && before.last().is_some_and(|word| SIZED.contains(word)));
    speaks && !says_unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_off_the_last_word() {
        assert_eq!(base_unit(&["checkout", "duration", "ms"]), Some("seconds"));
        assert_eq!(base_unit(&["checkout", "duration", "seconds"]), None);
        assert_eq!(base_unit(&["orders", "last", "24", "hours"]), None);
        assert!(misses_unit(&["search", "duration"]) && misses_unit(&["request", "body", "size"]));
        assert!(misses_unit(&["request", "duration", "checkout"]) && !misses_unit(&["time", "slot"]));
        assert!(
            is_timestamp(&["reload", "timestamp"]) && is_timestamp(&["process", "start", "time", "seconds"])
        );
        assert!(!is_timestamp(&["cpu", "time", "seconds"]) && !is_timestamp(&["orders"]));
        assert!(!misses_unit(&["batch", "size"]) && !misses_unit(&["duration", "seconds"]));
    }
}
