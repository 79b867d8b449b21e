//! Requests pass both layers as if there were none.

use std::{convert::Infallible, pin::pin, task::Poll};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;
use tracewell::tower::{ClientLayer, ServerLayer};

/// A service that answers with what it was asked with.
#[derive(Clone)]
struct Echo;

impl Service<Request<String>> for Echo {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _task: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<String>) -> Self::Future {
        let mut response = Response::new(request.uri().path().to_owned());
        *response.headers_mut() = request.headers().clone();
        std::future::ready(Ok(response))
    }
}

#[test]
fn requests_pass_through_layers_as_they_are_and_nothing_is_measured() {
    let mut both = ClientLayer::new().layer(ServerLayer::new().record_headers(["x-tenant"]).layer(Echo));
    for content_type in ["text/plain", "application/grpc"] {
        let request = Request::post("http://shop.example/shop.Payment/Charge?page=2");
        let request = request.header("content-type", content_type).body(String::new()).unwrap();
        let answer = pin!(both.call(request));
        let mut task = std::task::Context::from_waker(std::task::Waker::noop());
        let Poll::Ready(Ok(answer)) = answer.poll(&mut task) else { panic!("it is ready") };
        assert_eq!(answer.headers().keys().collect::<Vec<_>>(), ["content-type"], "nothing was injected");
    }
    assert!(tracewell::metrics::collect().is_empty());
}
