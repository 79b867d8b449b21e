//! Sending and work that fail, panic, or are left.

use std::{convert::Infallible, future::pending, io, pin::pin, time::Duration};

use opentelemetry::trace::Status;
use tracewell::messaging::Destination;

use super::{Headers, attribute, captured};

fn jobs() -> Destination {
    Destination::new("in_memory", String::from("jobs"))
}

#[test]
fn a_failure_is_recorded_and_returned() {
    let capture = captured(async |_| {
        let mut headers = Headers::new();
        let sent =
            jobs().send(&mut headers).run(async { Err::<(), _>(io::Error::other("the broker is gone")) });
        assert!(sent.await.is_err());
        assert!(jobs().process(&headers).call(|| Err::<(), _>(io::Error::other("no such job"))).is_err());
    });
    for (name, message) in [("send jobs", "the broker is gone"), ("process jobs", "no such job")] {
        let span = capture.assert_span(name);
        assert_eq!(span.status, Status::error(message));
        assert_eq!(attribute(&span, "error.type").as_deref(), Some("std::io::error::Error"));
    }
}

#[test]
fn work_that_is_left_was_cancelled_and_did_not_fail() {
    let capture = captured(async |_| {
        let waits = pin!(jobs().process(&Headers::new()).run(pending::<Result<(), Infallible>>()));
        assert!(tokio::time::timeout(Duration::from_millis(10), waits).await.is_err());
    });
    drop(jobs().send(&mut Headers::new()));
    for name in ["process jobs", "send jobs"] {
        let span = capture.assert_span(name);
        assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"), "{name}");
        assert_eq!(span.status, Status::Unset, "{name}");
    }
}

#[test]
fn a_panic_is_recorded_and_passed_on() {
    let capture = captured(async |_| {});
    let at_once =
        || jobs().process(&Headers::new()).call(|| -> Result<(), Infallible> { panic!("on purpose") });
    let awaited = || {
        super::run(
            jobs().send(&mut Headers::new()).run(async { panic!("on purpose") as Result<(), Infallible> }),
        )
    };
    assert!(std::panic::catch_unwind(at_once).is_err());
    assert!(std::panic::catch_unwind(awaited).is_err());
    for name in ["process jobs", "send jobs"] {
        assert_eq!(attribute(&capture.assert_span(name), "error.type").as_deref(), Some("panic"));
    }
}
