//! `reqwest`'s client.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use opentelemetry::trace::Status;
use reqwest::{Client, Response};
use tower::{Layer, Service, ServiceExt};
use tracewell::{testing::Capture, tower::ClientLayer, traced};

use super::{assert_parent, attribute, client, measured::measured, with_server};

/// Asks for a path, and works with the answer.
fn ask<W: Future<Output = ()>>(
    path: &'static str,
    work: impl FnOnce(Result<Response, reqwest::Error>) -> W,
) -> Capture {
    with_server(|address| async move {
        let reqwest = Client::builder().timeout(Duration::from_millis(300)).no_proxy().build().unwrap();
        let request = reqwest.get(format!("http://me:s3cret@{address}{path}")).build().unwrap();
        work(ClientLayer::new().layer(reqwest).execute(request).await).await;
    })
}

#[test]
fn a_request_carries_its_span_on_and_its_answer_is_whole() {
    let told = Arc::new(Mutex::new(String::new()));
    let heard = told.clone();
    let capture = ask("/parent?token=s3cret", |answer| async move {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.url().path(), "/parent");
        assert_eq!(answer.content_length(), Some(55));
        assert!(answer.remote_addr().is_some());
        *heard.lock().unwrap() = answer.text().await.unwrap();
    });
    let span = client(&capture);
    assert_parent(&told.lock().unwrap(), &span);
    assert_eq!(span.name, "GET");
    assert_eq!(attribute(&span, "http.response.status_code").as_deref(), Some("200"));
    assert_eq!(attribute(&span, "server.address").as_deref(), Some("127.0.0.1"));
    assert!(attribute(&span, "url.full").unwrap().ends_with("/parent"));
    assert!(!format!("{:?}", span.attributes).contains("s3cret"));
    assert_eq!(attribute(&span, "network.protocol.version").as_deref(), Some("1.1"));
    assert_eq!(attribute(&span, "tracewell.cancelled"), None);
    assert_eq!(span.status, Status::Unset);
    let labels = format!("GET 127.0.0.1 200 {}", attribute(&span, "server.port").unwrap());
    assert_eq!(measured("http.client.request.duration").get(&labels), Some(&1));
}

#[test]
fn a_request_that_is_sent_on_is_one_span_of_where_it_went_first() {
    let capture = ask("/moved", |answer| async move {
        let answer = answer.unwrap();
        assert_eq!(answer.url().path(), "/parent", "where the answer came from");
        assert_eq!(answer.text().await.unwrap().len(), 55);
    });
    let span = client(&capture);
    assert!(attribute(&span, "url.full").unwrap().ends_with("/moved"));
    assert_eq!(attribute(&span, "http.response.status_code").as_deref(), Some("200"));
}

#[test]
fn a_refusal_a_deadline_and_an_answer_that_breaks_are_errors() {
    let refused = ask("/refuses", |answer| async move { assert_eq!(answer.unwrap().status(), 409) });
    let waited = ask("/waits", |answer| async move { assert!(answer.unwrap_err().is_timeout()) });
    let broke = ask("/breaks", |answer| async move {
        assert!(answer.unwrap().bytes().await.is_err());
    });
    let measured = measured("http.client.request.duration");
    let failed = "reqwest::error::Error";
    for (capture, status, error) in
        [(refused, "409 ", "409"), (waited, "", "timeout"), (broke, "200 ", failed)]
    {
        let span = client(&capture);
        let labels = format!("GET 127.0.0.1 {status}{error} {}", attribute(&span, "server.port").unwrap());
        assert_eq!(measured.get(&labels), Some(&1), "{labels}: {measured:?}");
        assert!(matches!(span.status, Status::Error { .. }), "{}", capture.tree());
        assert_eq!(attribute(&span, "error.type").as_deref(), Some(error));
        assert_eq!(attribute(&span, "tracewell.cancelled"), None);
    }
}

#[test]
fn a_request_that_nobody_waits_for_is_cancelled() {
    let capture = with_server(|address| async move {
        let reqwest = Client::builder().no_proxy().build().unwrap();
        let request = reqwest.get(format!("http://{address}/waits")).build().unwrap();
        let answer = ClientLayer::new().layer(reqwest).execute(request);
        assert!(tokio::time::timeout(Duration::from_millis(50), answer).await.is_err());
    });
    let span = client(&capture);
    assert_eq!(attribute(&span, "tracewell.cancelled").as_deref(), Some("true"));
    assert_eq!(span.status, Status::Unset);
}

#[traced]
async fn checkout(
    mut client: impl Service<reqwest::Request, Response = Response, Error = reqwest::Error>,
    to: String,
) {
    let request = reqwest::Request::new(reqwest::Method::GET, to.parse().unwrap());
    client.ready().await.unwrap().call(request).await.unwrap().text().await.unwrap();
}

#[test]
fn it_is_a_service_and_a_child_of_what_is_current() {
    let capture = with_server(|address| async move {
        let reqwest = Client::builder().no_proxy().build().unwrap();
        checkout(ClientLayer::new().layer(reqwest), format!("http://{address}/parent")).await;
    });
    let parent = capture.span("checkout").unwrap();
    assert_eq!(client(&capture).parent_span_id, parent.span_context.span_id());
}

#[test]
fn an_error_does_not_tell_the_query() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let capture = tracewell::testing::capture();
    runtime.block_on(async {
        let reqwest = Client::builder().no_proxy().build().unwrap();
        let request = reqwest.get("http://me:s3cret@127.0.0.1:1/charges?token=s3cret").build().unwrap();
        assert!(ClientLayer::new().layer(reqwest).execute(request).await.is_err());
    });
    let span = client(&capture);
    let told = format!("{:?} {:?} {:?}", span.attributes, span.status, span.events);
    assert!(told.contains("http://127.0.0.1:1/charges") && !told.contains("s3cret"), "{told}");
}
