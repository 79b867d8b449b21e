//! Methods that somebody makes up before a gate that answers for all of them.

use std::{convert::Infallible, future::pending};

use axum::body::Bytes;
use axum::http::{HeaderMap, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use tower::{Layer, ServiceExt, service_fn};
use tracewell::tower::ServerLayer;

use super::measured::measured;

type Body = http_body_util::combinators::BoxBody<Bytes, Infallible>;

/// The status that a call is answered with, or how it goes on otherwise.
#[derive(Clone, Copy)]
enum Answer {
    /// In the head, as a gate does.
    At(u16),
    /// After the message, as a method does.
    After(u16),
    Never,
    /// A message, and then nothing.
    Endless,
}

async fn answered(answer: Answer) -> Result<Response<Body>, Infallible> {
    let response = Response::builder().header("content-type", "application/grpc");
    let trailers = |status: u16| HeaderMap::from_iter([("grpc-status".parse().unwrap(), status.into())]);
    let body = |status: u16| {
        let frames = [Frame::data(Bytes::from_static(b"ok")), Frame::trailers(trailers(status))];
        StreamBody::new(futures_util::stream::iter(frames.map(Ok))).boxed()
    };
    let endless = || {
        let first = futures_util::stream::iter([Ok(Frame::data(Bytes::from_static(b"ok")))]);
        StreamBody::new(futures_util::StreamExt::chain(first, futures_util::stream::pending())).boxed()
    };
    Ok(match answer {
        Answer::At(status) => response.header("grpc-status", status).body(Full::default().boxed()),
        Answer::After(status) => response.body(body(status)),
        Answer::Never => pending().await,
        Answer::Endless => response.body(endless()),
    }
    .unwrap())
}

/// Calls a method, and leaves it where it does not end.
async fn call(method: &str, answer: Answer) {
    let service = ServerLayer::new().layer(service_fn(move |_: Request<Body>| answered(answer)));
    let request = Request::post(format!("/{method}")).header("content-type", "application/grpc");
    let request = request.body(Full::default().boxed()).unwrap();
    let mut answering = Box::pin(service.oneshot(request));
    let std::task::Poll::Ready(answered) = futures_util::poll!(&mut answering) else { return };
    let mut body = answered.unwrap().into_body();
    while let std::task::Poll::Ready(Some(frame)) = futures_util::poll!(body.frame()) {
        frame.unwrap();
    }
}

#[test]
fn methods_that_are_made_up_before_a_gate_leave_the_real_ones_their_series() {
    use Answer::{After, At, Endless, Never};
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let gates = [At(16), At(7), At(14), At(4), At(8), At(1), Never];
        for order in 0..10_000 {
            call(&format!("scan.Made/Up{order}"), gates[order % gates.len()]).await;
        }
        for order in 0..400 {
            call(&format!("shop.Real/Method{order}"), After(0)).await;
        }
        call("shop.Real/Missing", At(5)).await;
        call("shop.Real/Watch", Endless).await;
        for answer in [At(16), At(12), Never] {
            call("shop.Real/Method7", answer).await;
        }
    });
    let measured = measured("rpc.server.call.duration");
    assert_eq!(measured.keys().find(|labels| labels.contains("scan.Made")), None);
    assert_eq!(measured.keys().find(|labels| labels.contains("__other__")), None);
    assert!(measured.get("grpc _OTHER UNAUTHENTICATED") >= Some(&1_250));
    for order in 0..400 {
        assert_eq!(measured.get(&format!("grpc shop.Real/Method{order} OK")), Some(&1), "{order}");
    }
    for known in [
        "Missing NOT_FOUND",
        "Watch CANCELLED CANCELLED",
        "Method7 UNAUTHENTICATED",
        "Method7 UNIMPLEMENTED UNIMPLEMENTED",
        "Method7 CANCELLED CANCELLED",
    ] {
        assert_eq!(measured.get(&format!("grpc shop.Real/{known}")), Some(&1), "{known}");
    }
}
