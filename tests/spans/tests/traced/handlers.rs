//! `#[handler]` where the crate `http` is no part of the build.

use futures_util::FutureExt;
use tests_spans::spans_of;
use tracewell::{
    handler,
    opentelemetry::trace::SpanKind,
    trace::{Class, ErrorClass},
};

#[derive(Debug)]
struct Refused;

impl ErrorClass for Refused {
    fn class(&self) -> Class {
        Class::ClientFault
    }

    fn status_code(&self) -> Option<u16> {
        Some(409)
    }
}

#[handler(method = "POST", route = "/orders", fields(order.id = id), err(log = false))]
async fn place(id: u64) -> Result<(), Refused> {
    check(id)?;
    Ok(())
}

#[handler(method = "PUT", route = "/orders", err(log = false))]
async fn replace(_id: u64) -> Result<(), Refused> {
    Err(Refused)
}

#[handler]
fn check(id: u64) -> Result<(), Refused> {
    if id > 7 { Err(Refused) } else { Ok(()) }
}

#[test]
fn a_handler_has_a_servers_span_and_those_that_it_calls_are_parts_of_it() {
    let spans = spans_of(|| assert!(place(1).now_or_never().unwrap().is_ok()));
    // With the crate `http` it is known what `()` is answered with.
    let tree = spans.tree().replace(" http.response.status_code=200", "");
    assert_eq!(tree, "POST /orders http.request.method=POST http.route=/orders order.id=1\n  check\n");
    assert_eq!(spans.get("POST /orders").span_kind, SpanKind::Server);
    assert_eq!(spans.get("check").span_kind, SpanKind::Internal);
}

#[test]
fn an_error_says_its_status_and_whose_fault_it_is() {
    let spans = spans_of(|| assert!(replace(17).now_or_never().unwrap().is_err()));
    let tree = spans.tree();
    assert!(tree.starts_with("PUT /orders "), "{tree}");
    assert!(tree.contains("http.response.status_code=409"), "{tree}");
    assert!(!tree.contains("Error {"), "{tree}");
}
