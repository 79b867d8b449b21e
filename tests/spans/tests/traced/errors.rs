//! `err`: the error with its causes, the status and the log event that its class asks for.

use std::{
    error::Error,
    fmt,
    io::{self, Write},
    sync::{Arc, Mutex},
};

use futures_util::FutureExt;
use tests_spans::spans_of;
use tracewell::{
    trace::{Class, ErrorClass},
    traced,
};

#[derive(Debug)]
struct Failed(Class, Option<io::Error>);

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_ref().map(|cause| cause as _)
    }
}

impl ErrorClass for Failed {
    fn class(&self) -> Class {
        self.0
    }
}

#[traced(err)]
fn fails(class: Class) -> Result<(), Failed> {
    let cause = io::Error::other("disk full");
    Err(Failed(class, Some(cause)))?;
    Ok(())
}

#[traced(err)]
async fn fails_later(class: Class) -> Result<(), Failed> {
    tokio::task::yield_now().await;
    fails_without(class)?;
    Ok(())
}

fn fails_without(class: Class) -> Result<(), Failed> {
    Err(Failed(class, None))
}

const TYPE: &str = "traced::errors::Failed";

#[test]
fn the_chain_of_causes_is_recorded_with_the_status() {
    let spans = spans_of(|| assert!(fails(Class::ServerFault).is_err()));
    let expected = format!(
        "fails error.type={TYPE} !exception exception.type=\"{TYPE}\" exception.message=\"ServerFault\" \
         exception.stacktrace=\"ServerFault\\ncaused by: disk full\" Error {{ description: \"ServerFault\" }}\n"
    );
    assert_eq!(spans.tree(), expected);
}

#[test]
fn the_class_decides_over_the_status() {
    for (class, failed) in [
        (Class::ServerFault, true),
        (Class::Timeout, true),
        (Class::ClientFault, false),
        (Class::Cancelled, false),
    ] {
        let spans = spans_of(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            assert!(runtime.block_on(fails_later(class)).is_err());
        });
        let tree = spans.tree();
        assert!(tree.contains("!exception"), "{tree}");
        assert_eq!(tree.contains("Error {"), failed, "{tree}");
    }
}

/// Collects what `tracing-subscriber` writes.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(work: impl FnOnce()) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .without_time()
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .finish();
    tracewell::tracing::subscriber::with_default(subscriber, || {
        let _ = spans_of(work);
    });
    let bytes = lines.0.lock().expect("no panic").clone();
    let text = String::from_utf8(bytes).expect("text");
    let own = text.lines().filter(|line| line.contains("traced::errors")).map(str::trim);
    own.collect::<Vec<_>>().join("\n")
}

#[test]
fn one_event_is_logged_at_the_level_of_the_class() {
    for (class, level) in [
        (Class::ServerFault, "ERROR"),
        (Class::Timeout, "ERROR"),
        (Class::ClientFault, "WARN"),
        (Class::Cancelled, "INFO"),
    ] {
        let expected = format!("{level} traced::errors: fails failed error={class:?}: disk full");
        assert_eq!(logged(|| assert!(fails(class).is_err())), expected);
    }
}

#[traced(err(level = "debug"))]
fn quiet() -> Result<(), Failed> {
    fails_without(Class::ServerFault)
}

#[traced(err(log = false))]
fn silent() -> Result<(), Failed> {
    fails_without(Class::ServerFault)
}

#[test]
fn the_level_of_the_event_can_be_said_and_the_event_left_out() {
    assert_eq!(logged(|| assert!(quiet().is_err())), "DEBUG traced::errors: quiet failed error=ServerFault");
    assert_eq!(logged(|| assert!(silent().is_err())), "");
}

#[traced(err, level = "trace", name = "unseen {braces}")]
fn unseen() -> Result<(), Failed> {
    fails_without(Class::ServerFault)
}

#[test]
fn a_failure_below_the_level_is_logged_and_leaves_the_callers_span_alone() {
    let mut tree = String::new();
    let line = logged(|| {
        tree = spans_of(|| assert!(unseen().is_err())).tree();
    });
    assert_eq!(line, "ERROR traced::errors: unseen {braces} failed error=ServerFault");
    assert_eq!(tree, "");
}

#[derive(Debug)]
struct OnlyDebug;

#[traced(err(log = false))]
fn debug() -> Result<(), OnlyDebug> {
    Err(OnlyDebug)
}

#[traced(err(log = false))]
fn text<'a>(message: &'a str) -> Result<(), &'a str> {
    Err(message)
}

#[traced(err(log = false))]
fn boxed() -> Result<(), Box<dyn Error + Send + Sync>> {
    Err(Failed(Class::ClientFault, Some(io::Error::other("inner"))))?
}

#[traced(err(log = false))]
fn boxed_class() -> Result<(), Box<Failed>> {
    Err(Box::new(Failed(Class::ClientFault, None)))
}

#[traced(err(log = false))]
async fn anyhow() -> anyhow::Result<()> {
    use anyhow::Context;
    Err(io::Error::other("inner")).context("outer")
}

#[traced(err(log = false))]
fn generic<E: Error>(error: E) -> Result<(), E> {
    Err(error)
}

#[test]
fn errors_of_every_kind_are_recorded() {
    let spans = spans_of(|| {
        assert!(debug().is_err());
        assert!(text("said").is_err());
        assert!(boxed().is_err());
        assert!(boxed_class().is_err());
        assert!(anyhow().now_or_never().unwrap().is_err());
        assert!(generic(Failed(Class::ClientFault, None)).is_err());
    });
    let of = |name: &str, key: &str| {
        let events = &spans.get(name).events.events;
        let found = events[0].attributes.iter().find(|attribute| attribute.key.as_str() == key);
        found.map(|attribute| attribute.value.to_string())
    };
    let message = |name| of(name, "exception.message").unwrap();
    assert_eq!(message("debug"), "OnlyDebug");
    assert_eq!(message("text"), "said");
    assert_eq!(of("boxed", "exception.stacktrace").unwrap(), "ClientFault\ncaused by: inner");
    assert_eq!(of("anyhow", "exception.stacktrace").unwrap(), "outer\ncaused by: inner");
    let failed = |name| spans.get(name).status != tracewell::opentelemetry::trace::Status::Unset;
    assert_eq!(["debug", "text", "boxed", "anyhow"].map(failed), [true; 4]);
    // The class is known behind a box, and unknown where only the bounds of a generic function are.
    assert_eq!((failed("boxed_class"), failed("generic")), (false, true));
}
