//! The page of metrics as a handler of axum.

use axum::{Router, routing::get};
use http::header::{ACCEPT, CONTENT_TYPE};
use tower::ServiceExt;

use super::{run, to};

/// Returns the type and the text of the page for who accepts this.
fn page(accepted: &[&str]) -> (String, String) {
    let app = Router::new().route("/metrics", get(tracewell::axum::metrics));
    let mut request = to("/metrics");
    for accepted in accepted {
        request.headers_mut().append(ACCEPT, accepted.parse().unwrap());
    }
    run(async {
        let (head, body) = app.oneshot(request).await.unwrap().into_parts();
        let page = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let kind = head.headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        (kind, String::from_utf8(page.to_vec()).unwrap())
    })
}

#[test]
fn the_page_is_in_the_format_that_is_asked_for() {
    let (kind, text) = page(&[]);
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    assert!(!text.contains("# EOF"), "{text}");
    let (kind, text) = page(&["text/plain;q=0.5", "application/openmetrics-text;version=1.0.0"]);
    assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
    assert!(text.ends_with("# EOF\n"), "{text}");
}
