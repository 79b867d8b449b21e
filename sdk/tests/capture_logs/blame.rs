//! What the cardinality guard says in the log.

use std::panic::Location;

use tracewell::{
    metrics::guard::{Budget, GuardedLabel, Table, TableSpec, log_blame},
    testing::capture,
};

fn table(refused: usize) -> Table {
    let table = Table::new(TableSpec {
        instrument: "logins",
        site: Location::caller(),
        labels: vec![GuardedLabel::new("user", 10), GuardedLabel::new("tenant", 0)],
        budget: Budget::new(10),
        cells_per_value: 1,
        idle_after: TableSpec::IDLE_AFTER,
    });
    let pin = table.pin();
    let mut slots = (0..refused).map(|_| pin.slot(0, "ada@example.org")).chain([pin.slot(1, "acme")]);
    assert!(slots.all(tracewell::metrics::guard::Slot::is_other));
    drop(pin);
    table
}

#[test]
fn a_report_is_one_event_about_the_label_that_refused_most() {
    let capture = capture();
    log_blame(&table(3).blame());
    let logs = capture.logs();
    let [log] = logs.as_slice() else { panic!("one event: {logs:?}") };
    let field = |name: &str| log.field(name).map(ToString::to_string).unwrap_or_default();
    assert_eq!(log.event(), "label_values_refused");
    assert_eq!((field("instrument"), field("label")), ("\"logins\"".to_owned(), "\"user\"".to_owned()));
    assert_eq!(
        (field("rejected"), field("distinct_values"), field("labels")),
        ("3".into(), "1".into(), "2".into())
    );
    assert!(field("code.file.path").contains("blame.rs"));
    assert_eq!(field("sample"), "\"email of 15 bytes, ad…\"");
}

#[test]
fn an_empty_report_is_no_event() {
    let capture = capture();
    log_blame(&[]);
    assert!(capture.logs().is_empty());
}
