//! What a handler says of the errors that gRPC has.

use opentelemetry::trace::Status as SpanStatus;
use tonic::{Code, Status};
use tracewell::{
    handler,
    testing::capture,
    trace::{Class, ErrorClass},
};

#[handler]
async fn charge(code: Code) -> Result<(), Status> {
    Err(Status::new(code, "no"))
}

#[test]
fn the_code_of_a_status_says_whose_fault_it_is() {
    for (code, is_error, level) in [
        (Code::NotFound, false, tracing::Level::INFO),
        (Code::Unauthenticated, false, tracing::Level::INFO),
        (Code::Unavailable, true, tracing::Level::ERROR),
        (Code::DeadlineExceeded, true, tracing::Level::ERROR),
        (Code::Cancelled, false, tracing::Level::INFO),
    ] {
        let capture = capture();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(charge(code)).unwrap_err();
        let span = capture.span("charge").unwrap();
        assert_eq!(matches!(span.status, SpanStatus::Error { .. }), is_error, "{code:?}");
        assert_eq!(capture.logs()[0].level(), level, "{code:?}");
    }
    assert_eq!(Status::deadline_exceeded("late").class(), Class::Timeout);
}
