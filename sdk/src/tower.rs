//! Both ends of a request in one line each, as layers of `tower`: a `SERVER` span for each that comes in, a `CLIENT` span
//! for each that goes out, in the words of OpenTelemetry's semantic conventions for HTTP and gRPC.
//!
//! # Servers
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
//! | the caller hangs up before the answer is ready, or before its end | `tracewell.cancelled`, `error.type` is `cancelled`, no error |
//! | the handler panics | status error, an `exception` event; the panic goes on |
//!
//! A [`handler`](macro@crate::handler) below the layer has a span of kind `INTERNAL` in the request's, and measures nothing.
//!
//! # Clients
//! [`ClientLayer`] makes a `CLIENT` span, and writes it into the headers of the request. To who asked, a status of 400 and
//! above is an error, and so is each of gRPC but `OK`.
//!
//! # Metrics
//! `http.server.request.duration`, `http.server.active_requests` and `http.client.request.duration`: rate, errors and
//! duration of requests, by route. What no route matches is one series, whatever a scanner asks for. They are not there
//! for gRPC yet.
//!
//! Bodies, cookies, authorization and query strings are never recorded.

mod body;
mod client;
pub(crate) mod convention;
mod grpc;
mod response;
mod server;

pub use body::ResponseBody;
pub use client::{Client, ClientLayer};
pub use response::ResponseFuture;
pub use server::{Server, ServerLayer};
