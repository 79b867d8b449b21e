//! What names may be: OpenTelemetry's syntax and conventions, and what Prometheus makes of them.

use super::kind::Kind;

/// Words at the end of a name that Prometheus adds, or keeps for the parts of a metric.
const RESERVED: [&str; 6] = ["total", "count", "sum", "bucket", "created", "info"];

/// Words at the end of a name that say a unit.
const UNITS: [&str; 46] = [
    "seconds",
    "second",
    "secs",
    "sec",
    "s",
    "ms",
    "msec",
    "millis",
    "milliseconds",
    "us",
    "usec",
    "micros",
    "microseconds",
    "ns",
    "nsec",
    "nanos",
    "nanoseconds",
    "minutes",
    "hours",
    "days",
    "bytes",
    "byte",
    "bits",
    "kb",
    "kib",
    "mb",
    "mib",
    "gb",
    "gib",
    "tb",
    "tib",
    "kilobytes",
    "megabytes",
    "gigabytes",
    "kibibytes",
    "mebibytes",
    "gibibytes",
    "percent",
    "percentage",
    "ratio",
    "celsius",
    "meters",
    "joules",
    "volts",
    "amperes",
    "hertz",
];

/// Longer names are cut or refused (OpenTelemetry).
const LONGEST: usize = 255;

/// Returns what is wrong with an instrument's name.
pub(super) fn mistake(name: &str, kind: Kind) -> Option<String> {
    if let Some(mistake) = spelling(name) {
        return Some(mistake);
    }
    let last = name.rsplit(['.', '_']).next().unwrap_or(name);
    if name.len() > LONGEST {
        return Some(format!("a name has at most {LONGEST} characters"));
    }
    // What OpenTelemetry calls how many of something there are: `process.thread.count`.
    let is_how_many = kind == Kind::UpDownCounter && name.rsplit('.').next() == Some("count");
    if RESERVED.contains(&last) && !is_how_many {
        let message = "is written by Prometheus behind the names of metrics: leave it out";
        return Some(format!("`{last}` {message}"));
    }
    UNITS
        .contains(&last)
        .then(|| format!("`{last}` is a unit: say it as `unit = \"…\"`, and leave it out of the name"))
}

/// Returns what is wrong with the spelling of a name, of an instrument or of a label.
pub(crate) fn spelling(name: &str) -> Option<String> {
    let said = |what: &str| Some(format!("`{name}` {what}: names are written like `http.request.body_size`"));
    if name.chars().any(|letter| letter.is_ascii_uppercase()) {
        return said("has capitals");
    }
    let is_allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._".contains(letter);
    if let Some(letter) = name.chars().find(|letter| !is_allowed(*letter)) {
        return said(&format!("has a `{}` in it", letter.escape_default()));
    }
    let is_part = |part: &str| part.starts_with(|letter: char| letter.is_ascii_lowercase());
    if !name.split('.').all(is_part) {
        return said("has a part that does not begin with a letter");
    }
    (name.split('.').any(|part| part.ends_with('_')) || name.contains("__"))
        .then(|| said("has a `_` that divides nothing"))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_semantic_conventions_are_right() {
        for name in [
            "http.server.request.duration",
            "http.server.active_requests",
            "db.client.connection.create_time",
            "process.cpu.utilization",
            "orders",
            "system.disk.io_time2",
        ] {
            assert_eq!(mistake(name, Kind::Gauge), None);
        }
        assert_eq!(mistake("process.thread.count", Kind::UpDownCounter), None);
    }

    #[test]
    fn each_mistake_is_named() {
        let wrong = [
            ("httpRequests", "capitals"),
            ("http-requests", "`-`"),
            ("", "begin with a letter"),
            ("http..requests", "begin with a letter"),
            ("2fast", "begin with a letter"),
            ("http.requests_", "divides nothing"),
            ("http__requests", "divides nothing"),
            ("http.requests_total", "`total`"),
            ("order.count", "`count`"),
            ("order_count", "`count`"),
            ("request.duration_seconds", "`seconds` is a unit"),
            ("request.ms", "`ms` is a unit"),
            ("\u{e9}tages", "`\\u{e9}`"),
        ];
        for (name, what) in wrong {
            assert!(
                mistake(name, Kind::Gauge).is_some_and(|said| said.contains(what)),
                "{name}: {:?}",
                mistake(name, Kind::Gauge)
            );
        }
        assert!(mistake(&"a".repeat(256), Kind::Gauge).is_some());
        assert_eq!(mistake(&"a".repeat(255), Kind::Gauge), None);
    }
}
