//! hyper-util's client.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use opentelemetry::trace::Status;
use tower::{Layer, ServiceExt};
use tracewell::{
    metrics::{collect, snapshot::Data},
    tower::ClientLayer,
};

use super::{assert_parent, attribute, client, measured::measured, with_server};

fn layered() -> tracewell::tower::Client<Client<HttpConnector, Body>> {
    ClientLayer::new().layer(Client::builder(TokioExecutor::new()).build_http())
}

#[test]
fn a_request_carries_its_span_on_and_lasts_until_its_answer_is_read() {
    let told = Arc::new(Mutex::new(String::new()));
    let heard = told.clone();
    let capture = with_server(|address| async move {
        let request =
            Request::get(format!("http://{address}/parent?token=s3cret")).body(Body::empty()).unwrap();
        let answer = layered().oneshot(request).await.unwrap();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        *heard.lock().unwrap() = String::from_utf8(body.to_vec()).unwrap();
    });
    let span = client(&capture);
    assert_parent(&told.lock().unwrap(), &span);
    assert_eq!(span.name, "GET");
    assert_eq!(attribute(&span, "http.response.status_code").as_deref(), Some("200"));
    assert_eq!(attribute(&span, "server.address").as_deref(), Some("127.0.0.1"));
    assert_eq!(attribute(&span, "tracewell.cancelled"), None);
    assert!(attribute(&span, "url.full").unwrap().ends_with("/parent"));
    let labels = format!("GET 127.0.0.1 200 {}", attribute(&span, "server.port").unwrap());
    assert_eq!(measured("http.client.request.duration").get(&labels), Some(&1));
}

/// Returns where requests have gone to.
fn ports() -> Vec<String> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let durations = metrics.into_iter().find(|metric| metric.name == "http.client.request.duration");
    let Some(Data::Histogram { points }) = durations.map(|metric| metric.data) else { return Vec::new() };
    let labels = points.into_iter().flat_map(|point| point.labels);
    labels.filter(|label| label.key.as_str() == "server.port").map(|label| label.value.to_string()).collect()
}

#[test]
fn the_port_of_a_request_that_names_none_is_that_of_its_scheme() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for scheme in ["http", "https"] {
            let request = Request::get(format!("{scheme}://port.invalid/")).body(Body::empty()).unwrap();
            assert!(layered().oneshot(request).await.is_err());
        }
    });
    let ports = ports();
    assert!(ports.contains(&"80".to_owned()) && ports.contains(&"443".to_owned()), "{ports:?}");
}

#[test]
fn what_cannot_be_reached_is_an_error() {
    let capture = with_server(|_| async {
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let request = Request::get(format!("http://{gone}/")).body(Body::empty()).unwrap();
        assert!(layered().oneshot(request).await.is_err());
    });
    let span = client(&capture);
    assert!(matches!(span.status, Status::Error { .. }));
    assert_eq!(attribute(&span, "error.type").as_deref(), Some("hyper_util::client::legacy::client::Error"));
}
