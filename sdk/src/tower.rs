//! A server entry point in one line: a `SERVER` span for each request, in the words of OpenTelemetry's semantic
//! conventions for HTTP and gRPC.
//!
//! ```
//! # use axum::{Router, routing::get};
//! let app: Router = Router::new()
//!     .route("/orders/{id}", get(|| async { "an order" }))
//!     .route("/health", get(|| async { "ok" }))
//!     .layer(tracewell::tower::ServerLayer::new().without(["/health"]));
//! ```
//!
//! The span continues the caller's trace, is current while the handler works and while the body of its answer is made,
//! and ends with that body. It is named by method and route *template*; a request that no route matches has the method
//! alone for a name, so that a scanner makes no names.
//!
//! | What happens | Span |
//! |---|---|
//! | status below 500 | no error: a fault of the caller's is not one of the service's |
//! | status 500 and above, or a status of gRPC that the conventions count as the server's fault | status error, `error.type` |
//! | the service or the body fails | status error, an `exception` event |
//! | the caller hangs up before the answer is ready, or before its end | `tracewell.cancelled`, no error |
//! | the handler panics | status error, an `exception` event; the panic goes on |
//!
//! Bodies, cookies, authorization and query strings are never recorded.

mod body;
mod convention;
mod grpc;
mod served;
mod service;

pub use body::ServedBody;
pub use service::{Server, ServerFuture, ServerLayer};
