//! What the cardinality guard says in the log.

use tracewell::{
    metrics::{Counter, Labels, OTHER, collect},
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
}

/// The instrument's line is what the report names.
const LINE: &str = "20";

#[test]
fn what_was_refused_is_one_event_about_the_label_that_refused_most() {
    let capture = capture();
    let log_in = |client, tenant| Logins::get().logins.add(1, &LoginLabels { client, tenant });
    log_in("phone", "acme");
    let _ = collect();
    assert!(capture.logs().is_empty(), "nothing was refused");
    (0..3).for_each(|_| log_in("ada@example.org", "acme"));
    log_in("phone", "initech");
    log_in(OTHER, "acme");
    // The second has no news, and would come too soon.
    let _ = [(); 2].map(|()| collect());
    let logs = capture.logs();
    let [log] = logs.as_slice() else { panic!("one event: {logs:?}") };
    let field = |name: &str| log.field(name).map(ToString::to_string).unwrap_or_default();
    assert_eq!(log.event(), "label_values_refused");
    assert_eq!((field("instrument"), field("label")), ("\"logins\"".to_owned(), "\"client\"".to_owned()));
    assert_eq!(
        (field("rejected"), field("distinct_values"), field("labels")),
        ("3".into(), "1".into(), "2".into())
    );
    assert!(field("code.file.path").contains("blame.rs"));
    assert_eq!(field("code.line.number"), LINE);
    assert_eq!(field("sample"), "\"email of 15 bytes, ad…\"");
}
