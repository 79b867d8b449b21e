//! HTTP for OTLP: one POST to one address.
//!
//! It is made of hyper's parts, and not of a client that programs use as well: cargo unites features, and what this
//! crate turned on there would change theirs.

mod dial;
mod refusal;
mod route;
mod way;
mod words;

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::{legacy, proxy::matcher::Matcher},
    rt::{TokioExecutor, TokioTimer},
};

use super::{OtlpError, headers, retry::Refusal};
use crate::config::OtlpConfig;
use route::Route;

/// What goes wrong on the way.
type HttpError = Box<dyn std::error::Error + Send + Sync>;

/// Bytes of an answer that are read.
const ANSWER: usize = 4 << 20;

/// Sends requests to one receiver.
///
/// Connections are tasks of the runtime that sends. Redirects are not followed: a redirected POST becomes a GET, and the
/// page that it finds would count as a delivery.
#[derive(Debug)]
pub(super) struct Client {
    inner: legacy::Client<Route, Full<Bytes>>,
    endpoint: Uri,
    headers: HeaderMap,
    gzip: bool,
}

impl Client {
    pub(super) fn new(config: &OtlpConfig) -> Result<Self, OtlpError> {
        Self::through(config, &Matcher::from_env())
    }

    /// As [`Client::new`], with other proxies than those of the process's environment.
    fn through(config: &OtlpConfig, proxies: &Matcher) -> Result<Self, OtlpError> {
        let endpoint = config.endpoint.parse::<Uri>().map_err(|error| failed(config, error))?;
        let route = Route::new(config, &endpoint, proxies)?;
        let mut headers = headers(config);
        if let Some(value) = route.authorization(config) {
            headers.entry(header::PROXY_AUTHORIZATION).or_insert_with(|| value.clone());
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        headers.remove(header::CONTENT_ENCODING);
        if config.gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        let inner = builder.pool_timer(TokioTimer::new()).build(route);
        Ok(Self { inner, endpoint, headers, gzip: config.gzip })
    }

    /// Returns a request as it travels, which is the same for each attempt.
    pub(super) fn body(&self, plain: Bytes) -> Result<Bytes, String> {
        if !self.gzip {
            return Ok(plain);
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let packed = encoder.write_all(&plain).and_then(|()| encoder.finish());
        packed.map(Bytes::from).map_err(|error| error.to_string())
    }

    /// Sends once; returns the answer, which is read whole, or what the receiver says against it.
    pub(super) async fn send(&self, body: &Bytes) -> Result<Bytes, Refusal> {
        let mut request = Request::new(Full::new(body.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.endpoint.clone();
        *request.headers_mut() = self.headers.clone();
        // tracewell: ignore[call-without-timeout] who calls this gives all attempts one deadline
        let response = self.inner.request(request).await.map_err(|error| refusal::of_way(&error))?;
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return Err(refusal::of_answer(&head, body).await);
        }
        let body = Limited::new(body, ANSWER).collect().await;
        Ok(body.map_err(|error| refusal::of_way(error.as_ref()))?.to_bytes())
    }
}

fn failed(config: &OtlpConfig, source: impl Into<HttpError>) -> OtlpError {
    OtlpError::Client { endpoint: config.endpoint.clone(), source: source.into() }
}

#[cfg(test)]
mod tests;
