//! Numbers as both formats write them: shortest, in the form that OpenMetrics calls canonical.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::metrics::snapshot::Number;

pub(super) fn number(value: Number) -> String {
    match value {
        Number::Integer(value) => value.to_string(),
        Number::Float(value) => float(value),
    }
}

/// Writes a float: with an exponent where it is below -4 or above 5, and else plain.
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) && value != 0.0 => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => value.to_string(),
    }
}

/// Writes a bound or a quantile: a float that looks like one.
pub(super) fn bound(value: f64) -> String {
    let text = float(value);
    let is_whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_whole { text + ".0" } else { text }
}

/// Writes seconds since 1970, to the millisecond; `None` before that.
pub(super) fn seconds(time: SystemTime) -> Option<String> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{}.{:03}", since.as_secs(), since.subsec_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_short_and_canonical() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-2.5, "-2.5"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (100_000.0, "100000.0"),
            (1_000_000.0, "1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (1e300, "1e+300"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(bound(value), expected);
        }
        assert_eq!(number(Number::Float(3.0)), "3");
        assert_eq!(number(Number::Integer(i64::MIN)), "-9223372036854775808");
    }

    #[test]
    fn times_are_seconds_since_1970() {
        use std::time::Duration;
        assert_eq!(seconds(UNIX_EPOCH + Duration::from_millis(1_700_000_000_007)).unwrap(), "1700000000.007");
        assert_eq!(seconds(UNIX_EPOCH - Duration::from_secs(1)), None);
    }
}
