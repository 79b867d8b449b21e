//! What the cardinality guard says in the log.

use tracewell::{
    metrics::{
        Counter, Labels, OTHER, blame, collect,
        snapshot::{Data, Number, Point},
    },
    testing::capture,
};

#[derive(Labels)]
struct LoginLabels<'a> {
    #[label(max = 10)]
    client: &'a str,
    #[label(max = 1)]
    tenant: &'a str,
}

#[tracewell::metrics]
struct Logins {
    /// Who came in.
    #[counter(unit = "{login}")]
    logins: Counter<LoginLabels<'static>>,
    /// Who is there.
    #[counter(unit = "{session}", max_series = 2)]
    sessions: Counter<LoginLabels<'static>>,
}

/// The instruments' lines are what the report names.
const LINES: [&str; 2] = ["23", "26"];

#[test]
fn what_was_refused_is_an_event_about_the_label_that_refused_most_and_one_about_the_instrument() {
    let capture = capture();
    let log_in_line = line!() + 1;
    let log_in = |client, tenant| Logins::get().logins.add(1, &LoginLabels { client, tenant });
    log_in("phone", "acme");
    let _ = collect();
    assert!(capture.logs().is_empty(), "nothing was refused");
    (0..3).for_each(|_| log_in("ada@example.org", "acme"));
    log_in("phone", "initech");
    log_in(OTHER, "acme");
    for client in ["phone", "desk", "car", "car", "desk", "watch"] {
        Logins::get().sessions.add(1, &LoginLabels { client, tenant: "acme" });
    }
    // The second has no news, and would come too soon.
    let _ = [(); 2].map(|()| collect());
    let logs = capture.logs();
    let [label, instrument] = logs.as_slice() else { panic!("two events: {logs:?}") };
    let field = |name: &str| label.field(name).map(ToString::to_string).unwrap_or_default();
    assert_eq!((label.event(), instrument.event()), ("label_values_refused", "series_refused"));
    assert_eq!((field("instrument"), field("label")), ("\"logins\"".to_owned(), "\"client\"".to_owned()));
    assert_eq!(
        (field("rejected"), field("distinct_values"), field("labels")),
        ("3".into(), "1".into(), "2".into())
    );
    assert!(field("code.file.path").contains("blame.rs"));
    assert_eq!(field("code.line.number"), LINES[0]);
    assert_eq!(field("caller"), format!("\"{}:{log_in_line}\"", file!()));
    assert_eq!(field("sample"), "\"email of 15 bytes, ad…\"");
    let field = |name: &str| instrument.field(name).map(ToString::to_string).unwrap_or_default();
    assert_eq!(
        ["instrument", "budget", "remedy"].map(field),
        ["\"sessions\"", "\"instrument\"", "\"raise `max_series`, or take labels away\""]
    );
    assert!(field("caller").contains("blame.rs:"));
    let numbers = ["code.line.number", "rejected", "combinations", "series", "max_series", "instruments"];
    assert_eq!(numbers.map(field), [LINES[1], "3", "2", "2", "2", "1"]);

    let blamed = blame().into_iter().find(|blame| blame.label.is_none()).expect("an instrument had no room");
    assert_eq!((blamed.instrument, blamed.rejected(), blamed.admitted), ("sessions", 3, 2));
    assert_eq!(
        shown("tracewell.series.refused"),
        ["tracewell.instrument.name=sessions tracewell.refusal.reason=over_instrument_budget 3"]
    );
    assert_eq!(shown("tracewell.series.refused_combinations"), ["tracewell.instrument.name=sessions 2"]);
    assert_eq!(shown("tracewell.label.refused").len(), 2);
}

/// The series of a metric, with their values.
fn shown(name: &str) -> Vec<String> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let data = metrics.into_iter().find(|metric| metric.name == name).map(|metric| metric.data);
    let Some(Data::Sum { points, .. } | Data::Gauge { points }) = data else { panic!("no {name}") };
    let point = |point: &Point<Number>| {
        let labels = point.labels.iter().map(|label| format!("{}={}", label.key, label.value));
        format!("{} {}", labels.collect::<Vec<_>>().join(" "), point.value.as_f64())
    };
    points.iter().map(point).collect()
}
