//! What conditions rest on and are about.

use super::*;

fn basis(text: &str) -> Option<Basis> {
    let classify = |name: &str| (if name == "steady" { Basis::Range } else { Basis::Moment }, Subject::Other);
    read(text, &classify).map(|reading| reading.basis)
}

fn subject(text: &str) -> Subject<'static> {
    let classify = |name: &str| match name {
        "cpu" | "disk" => (Basis::Moment, Subject::Known("cause")),
        _ => (Basis::Moment, Subject::Other),
    };
    read(text, &classify).unwrap().subject
}

#[test]
fn a_condition_without_a_range_rests_on_a_moment() {
    for text in [
        "up == 0",
        "absent(up{job=\"x\"})",
        "time() % 86400 > bool 3600 + up",
        "timestamp(up) > 5",
        "up == 0 or time() - built_seconds > 86400",
        "sum by (region) (queue) > 500",
        "rate(errors[5m]) > 1 or up == 0",
        "up == 0 unless rate(a[5m]) > 0",
        "vector(1) unless on () up",
    ] {
        assert_eq!(basis(text), Some(Basis::Moment), "{text}");
    }
}

#[test]
fn one_range_is_enough_unless_another_branch_does_without() {
    for text in [
        "sum(rate(a[5m])) / sum(b) > 0.2",
        "limit < max_over_time(a[5m])",
        "avg_over_time((histogram_quantile(0.99, rate(a_bucket[5m])))[30m:1m]) > 1",
        "up == 0 and changes(up[1h]) > 3",
        "rate(a[5m]) or vector(0)",
        "a - a offset 10m > 5",
        "steady > 0",
        "# why\nincrease(a{b=~`x|y`}[5m]) > 0 # so",
    ] {
        assert_eq!(basis(text), Some(Basis::Range), "{text}");
    }
    assert_eq!(basis("vector(1)"), Some(Basis::Constant));
    assert_eq!(basis("up == {{ .Values.up }}"), None);
}

/// They were once taken for a moment's; but an age that passes a day has done so for good, and a `for` only delays it.
#[test]
fn ages_and_countdowns_last_by_construction() {
    for text in [
        "time() - built_seconds > 86400",
        "(expires_seconds - time()) / 86400 < 14",
        "max by (job) (time() - built_seconds) > 86400",
        "time() * 1000 - built_milliseconds > 5000",
        "built_seconds < time() - 86400",
        "timestamp(up) - built_seconds > 60",
        "time() - timestamp(up) > 60",
        "failed > 0 and time() - built_seconds > 86400",
    ] {
        assert_eq!(basis(text), Some(Basis::Range), "{text}");
    }
    for text in ["time() > bool 5", "hour() > 8", "time() - 5 > bool 3"] {
        assert_eq!(basis(text), Some(Basis::Constant), "{text}");
    }
    assert_eq!(subject("time() - cpu > 5"), Subject::Known("cause"));
}

#[test]
fn a_condition_is_about_what_it_measures_not_what_it_measures_by() {
    for text in [
        "100 - avg by (x) (rate(cpu{mode=\"idle\"}[5m])) * 100 > 90",
        "cpu / on (pod) limits > 0.9",
        "names * on (x) group_right () cpu > 1",
        "(disk < 10 and disk > 0) and cpu > 1",
        "rate({__name__=\"cpu\"}[5m]) * on (x) group_left (n) info > 1",
        "cpu > 1 and on (x) info",
        "cpu > 1 unless errors > 1",
    ] {
        assert_eq!(subject(text), Subject::Known("cause"), "{text}");
    }
    for text in
        ["errors / cpu > 1", "cpu > 1 and errors > 1", "cpu > 1 or up == 0", "absent(cpu)", "{job=\"x\"} > 1"]
    {
        assert_eq!(subject(text), Subject::Other, "{text}");
    }
}
