//! Both ends of a request in one line each, as layers of `tower`: a `SERVER` span for each that comes in, a `CLIENT`
//! span for each that goes out, in the words of OpenTelemetry's semantic conventions 1.42 for HTTP and gRPC.
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
//! [`ClientLayer`] makes a `CLIENT` span, and writes it into the headers of the request. To who asked, a status of 400
//! and above is an error, and so is each of gRPC but `OK`. With the feature `reqwest`, `ClientLayer::new().layer(client)`
//! has an `execute` as reqwest's client has.
//!
//! A client of tonic's does not know where its channel goes, unless it is told:
//! `with_origin(ClientLayer::new().layer(channel), uri)` gives its spans and metrics the server's address.
//!
//! # Calls of gRPC
//! A call is named by its method, `shop.Payment/Charge`. One that is answered `UNIMPLEMENTED`, or by a router that knows
//! no such path, is `grpc`, its method `_OTHER`; the span alone says what was asked for. So is to a server one that a gate
//! before it may have answered (`UNAUTHENTICATED`, `PERMISSION_DENIED`, `RESOURCE_EXHAUSTED`, `UNAVAILABLE`,
//! `DEADLINE_EXCEEDED`), or that was left, until the method has answered some call. One whose answer nobody waits for
//! ends as `CANCELLED`, at the end that was left too, which is its `error.type`, and is no error.
//!
//! # Metrics
//! `http.server.request.duration`, `http.server.active_requests` and `http.client.request.duration`: rate, errors and
//! duration of requests, by route and scheme, or by where they went. What no route matches, or none with this method
//! (status 405), is counted as route `__unmatched__`, whatever a scanner asks for. Errors are what has an `error.type`;
//! who gave up before the answer was there has `cancelled`, and is none:
//! `sum(rate(http_server_request_duration_seconds_count{error_type!~"|cancelled"}[5m]))`.
//! `rpc.server.call.duration` and `rpc.client.call.duration` are the same for calls of gRPC, by method.
//!
//! # What is not recorded
//! Bodies never are. Of headers the `User-Agent` of who calls is, and of the query nothing, unless it is named:
//!
//! ```
//! # use tracewell::tower::{ClientLayer, ServerLayer};
//! ServerLayer::new().record_headers(["x-tenant"]).record_query(["page"]);
//! ClientLayer::new().record_headers(["x-tenant"]);
//! ```

mod body;
mod client;
pub(crate) mod convention;
mod fault;
mod grpc;
pub(crate) mod head;
pub(crate) mod named;
mod passage;
#[cfg(feature = "reqwest")]
mod reqwest;
mod response;
mod server;

pub use body::ResponseBody;
pub use client::{Client, ClientLayer};
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestFuture;
pub use response::ResponseFuture;
pub use server::{Server, ServerLayer};
