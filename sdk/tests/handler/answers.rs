//! The status of what a handler answers, as far as its type tells.

use std::fmt;

use axum::{
    Json,
    body::Body,
    http::{Response, StatusCode},
    response::{Html, IntoResponse, Redirect},
};
use opentelemetry::trace::Status;
use tracewell::{
    handler,
    testing::capture,
    trace::{Class, ErrorClass},
};

use super::{attribute, server};

/// An error that knows whose fault it is, and what it is answered with.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) String);

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl ErrorClass for Refused {
    fn class(&self) -> Class {
        match self.0.as_str() {
            "client" => Class::ClientFault,
            "timeout" => Class::Timeout,
            "cancelled" => Class::Cancelled,
            _ => Class::ServerFault,
        }
    }

    fn status_code(&self) -> Option<u16> {
        Some(match self.class() {
            Class::ClientFault => 409,
            Class::Timeout => 504,
            Class::Cancelled => 499,
            _ => 503,
        })
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> axum::response::Response {
        let status = self.status_code().and_then(|status| StatusCode::from_u16(status).ok());
        (status.unwrap_or_default(), self.0).into_response()
    }
}

/// An error of which nothing is known, not even how to show it.
struct Unknown;

/// Answers with a value, and tells the status that the span has, `error.type`, and whether it has failed.
macro_rules! told {
    ($ty:ty: $value:expr) => {{
        #[allow(clippy::unnecessary_wraps, reason = "with the feature `off` it is as it stands here")]
        #[handler]
        fn answers() -> $ty {
            $value
        }
        let capture = capture();
        let _ = answers();
        let span = server(&capture);
        assert!(!format!("{span:?} {:?}", capture.logs()).contains("s3cret"), "{span:?}");
        let status = attribute(&span, "http.response.status_code").unwrap_or_default();
        (status, attribute(&span, "error.type").unwrap_or_default(), span.status != Status::Unset)
    }};
}

fn secret(status: u16) -> Response<Body> {
    Response::builder().status(status).header("set-cookie", "s3cret").body(Body::from("s3cret")).unwrap()
}

fn expected(status: &str, error: &str, failed: bool) -> (String, String, bool) {
    (status.to_owned(), error.to_owned(), failed)
}

#[test]
fn the_status_of_an_answer_is_that_of_its_type() {
    let good = expected("200", "", false);
    assert_eq!(told!(&'static str: "text"), good);
    assert_eq!(told!(String: "text".to_owned()), good);
    assert_eq!(told!(Json<u8>: Json(1)), good);
    assert_eq!(told!(Html<&'static str>: Html("")), good);
    assert_eq!(told!(Redirect: Redirect::to("/")), expected("303", "", false));
    assert_eq!(told!(impl IntoResponse: StatusCode::CREATED), expected("201", "", false));
    assert_eq!(
        told!((StatusCode, String): (StatusCode::GONE, "s3cret".to_owned())),
        expected("410", "", false)
    );
    assert_eq!(told!(StatusCode: StatusCode::BAD_GATEWAY), expected("502", "502", true));
    assert_eq!(told!(Response<Body>: secret(503)), expected("503", "503", true));
    assert_eq!(told!([u8; 2]: [0, 1]), expected("", "", false), "nobody knows");
}

#[test]
#[expect(clippy::result_large_err, reason = "a response is as large as it is")]
fn errors_that_are_answers_are_judged_by_their_status_and_show_nothing_else() {
    assert_eq!(told!(Result<(), StatusCode>: Err(StatusCode::NOT_FOUND)), expected("404", "", false));
    assert_eq!(told!(Result<(), StatusCode>: Err(StatusCode::BAD_GATEWAY)), expected("502", "502", true));
    assert_eq!(told!(Result<Json<u8>, StatusCode>: Ok(Json(1))), expected("200", "", false));
    assert_eq!(
        told!(Result<(), (StatusCode, String)>: Err((StatusCode::FORBIDDEN, "s3cret".to_owned()))),
        expected("403", "", false)
    );
    assert_eq!(told!(Result<(), Response<Body>>: Err(secret(401))), expected("401", "", false));
    assert_eq!(told!(Result<(), Redirect>: Err(Redirect::to("/s3cret"))), expected("303", "", false));
}

#[test]
fn errors_of_no_class_are_the_servers_fault() {
    let unknown = told!(Result<(), Unknown>: Err(Unknown));
    assert_eq!(unknown, expected("", "handler::answers::Unknown", true));
    let io = told!(Result<(), std::io::Error>: Err(std::io::Error::other("disk full")));
    assert_eq!(io, expected("", "std::io::error::Error", true));
    let boxed = told!(Result<(), Box<Refused>>: Err(Box::new(Refused("client".to_owned()))));
    assert_eq!((boxed.0.as_str(), boxed.2), ("", false), "the class is known behind a box");
}
