//! What of headers and queries is recorded: what somebody named.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{Request, Response},
};
use tower::{Layer, ServiceExt};
use tracewell::{
    testing::{Capture, capture},
    tower::{ClientLayer, ServerLayer},
};

use super::{attribute, client, run, server};

const SECRETS: [(&str, &str); 4] = [
    ("authorization", "Bearer s3cret"),
    ("cookie", "session=s3cret"),
    ("x-api-key", "s3cret"),
    ("x-tenant", "s3cret-tenant"),
];

/// Asks through both layers for what is full of secrets, and is answered with more of them.
fn ask(here: &ClientLayer, there: &ServerLayer, content_type: &str) -> Capture {
    let capture = capture();
    let service = tower::service_fn(|_: Request<Body>| async {
        let answer =
            Response::builder().header("set-cookie", "session=s3cret").header("x-region", "s3cret-region");
        Ok::<_, Infallible>(answer.header("x-region", "two").body(Body::from("s3cret")).unwrap())
    });
    let mut request =
        Request::post("http://me:s3cret@shop.example/shop.Orders/List?token=s3cret&page=2&sort=name")
            .header("content-type", content_type);
    for (name, value) in SECRETS {
        request = request.header(name, value);
    }
    let request = request.body(Body::from("s3cret")).unwrap();
    let answer = here.layer(there.layer(service)).oneshot(request);
    run(async { axum::body::to_bytes(Body::new(answer.await.unwrap().into_body()), 100).await.unwrap() });
    capture
}

#[test]
fn nothing_is_recorded_that_nobody_named() {
    for content_type in ["text/plain", "application/grpc"] {
        let capture = ask(&ClientLayer::new(), &ServerLayer::new(), content_type);
        for span in [server(&capture), client(&capture)] {
            let span = format!("{} {:?}", span.name, span.attributes);
            for said in ["s3cret", "token", "page", "header", "metadata", "region"] {
                assert!(!span.contains(said), "{said} is in {span}");
            }
        }
    }
}

#[test]
fn what_is_named_is_recorded_and_what_stands_beside_it_is_not() {
    let headers = ["X-Tenant", "x-region", "x-absent"];
    let here = ClientLayer::new().record_headers(headers).record_query(["page", "sort"]);
    let there = ServerLayer::new().record_headers(headers).record_query(["page", "absent"]);
    let capture = ask(&here, &there, "text/plain");
    let (there, here) = (server(&capture), client(&capture));
    for span in [&there, &here] {
        let request = attribute(span, "http.request.header.x-tenant");
        assert_eq!(request.as_deref(), Some("[\"s3cret-tenant\"]"));
        let response = attribute(span, "http.response.header.x-region");
        assert_eq!(response.as_deref(), Some("[\"s3cret-region\",\"two\"]"));
        let keys: Vec<_> = span.attributes.iter().map(|attribute| attribute.key.as_str()).collect();
        assert_eq!(keys.iter().filter(|key| key.contains(".header.")).count(), 2, "{keys:?}");
        for secret in ["session=", "Bearer", "token", "me:s3cret"] {
            assert!(!format!("{span:?}").contains(secret), "{secret} is in {span:?}");
        }
    }
    assert_eq!(attribute(&there, "url.query").as_deref(), Some("page=2"));
    let full = attribute(&here, "url.full");
    assert_eq!(full.as_deref(), Some("http://shop.example/shop.Orders/List?page=2&sort=name"));
}

#[test]
fn headers_of_calls_are_called_metadata() {
    let here = ClientLayer::new().record_headers(["x-tenant"]).record_query(["page"]);
    let there = ServerLayer::new().record_headers(["x-tenant", "x-region"]);
    let capture = ask(&here, &there, "application/grpc");
    for span in [server(&capture), client(&capture)] {
        let request = attribute(&span, "rpc.request.metadata.x-tenant");
        assert_eq!(request.as_deref(), Some("[\"s3cret-tenant\"]"));
        assert!(!format!("{span:?}").contains("page"), "{span:?}");
    }
    let answer = attribute(&server(&capture), "rpc.response.metadata.x-region");
    assert_eq!(answer.as_deref(), Some("[\"s3cret-region\",\"two\"]"));
}
