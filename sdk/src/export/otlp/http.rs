//! HTTP for OTLP: a client that knows what the receiver says of each batch.
//!
//! It is made of hyper's parts, and not of a client that programs use as well: cargo unites features, and what this
//! crate turned on there would change theirs.

mod dial;
mod route;
mod sender;
mod way;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use http::{HeaderMap, Request, Response, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_util::{
    client::{legacy, proxy::matcher::Matcher},
    rt::{TokioExecutor, TokioTimer},
};
use opentelemetry_http::{Bytes, HttpClient, HttpError, ResponseBodyTooLarge};
use opentelemetry_otlp::{Compression, Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use tokio::time::timeout;

use super::{OtlpError, headers};
use crate::{config::OtlpConfig, export::Heard, trace::chain};
use route::Route;

pub(super) use sender::Sender;

/// Bytes of an answer that are read: as many as [`ResponseBodyTooLarge`] says.
const ANSWER: usize = 4 << 20;

/// Sets headers, compression and the client of an exporter that is being built.
pub(super) fn configure<B: WithHttpConfig + WithExportConfig>(
    builder: B,
    config: &OtlpConfig,
    heard: &Arc<Heard>,
) -> Result<B, OtlpError> {
    let client = Client::new(config, &Matcher::from_env(), heard.clone())?;
    // Said here, because the exporter asks the process's variables for what it is not told.
    let builder = builder.with_protocol(Protocol::HttpBinary).with_http_client(client);
    Ok(if config.gzip { builder.with_compression(Compression::Gzip) } else { builder })
}

/// Sends requests, and keeps what is heard of each.
///
/// Connections are tasks of the runtime that sends. Redirects are not followed: a redirected POST becomes a GET, and the
/// page that it finds would count as a delivery.
#[derive(Debug)]
struct Client {
    inner: legacy::Client<Route, Full<Bytes>>,
    headers: HeaderMap,
    timeout: Duration,
    heard: Arc<Heard>,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.address(request.headers_mut());
        let outcome = match timeout(self.timeout, self.exchange(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!("no answer within {:?}", self.timeout).into()),
        };
        // That an answer is too long is what the exporter itself tells.
        let trouble = outcome.as_ref().err().filter(|error| !error.is::<ResponseBodyTooLarge>());
        self.heard.note(trouble.map(|error| chain(error.as_ref()).join(": ")));
        if let Ok(response) = &outcome
            && response.status().is_success()
        {
            self.heard.reject(rejected(response.body()));
        }
        outcome
    }
}

impl Client {
    fn new(config: &OtlpConfig, proxies: &Matcher, heard: Arc<Heard>) -> Result<Self, OtlpError> {
        let route = Route::new(config, proxies)?;
        let mut headers = headers(config);
        if let Some(value) = route.authorization(config) {
            headers.entry(header::PROXY_AUTHORIZATION).or_insert_with(|| value.clone());
        }
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        let inner = builder.pool_timer(TokioTimer::new()).build(route);
        Ok(Self { inner, headers, timeout: config.timeout, heard })
    }

    /// Sends a request, and reads the whole answer.
    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = self.inner.request(request.map(Full::new)).await?.into_parts();
        let body = Limited::new(body, ANSWER).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { ResponseBodyTooLarge::new().into() } else { error }
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }

    /// Leaves what the exporter says of the body and of itself, and adds what was configured.
    ///
    /// The exporter adds the process's own variables, also where the installation was told of others.
    fn address(&self, headers: &mut HeaderMap) {
        let own = [header::USER_AGENT, header::CONTENT_TYPE, header::CONTENT_ENCODING];
        let [agent, body @ ..] = own.map(|name| headers.remove(&name).map(|value| (name, value)));
        *headers = agent.into_iter().collect();
        headers.extend(self.headers.clone());
        headers.extend(body.into_iter().flatten());
    }
}

/// Reads a partial success; the answers of all three signals have the same form.
fn rejected(body: &Bytes) -> usize {
    let answer = ExportTraceServiceResponse::decode(body.clone()).unwrap_or_default();
    let rejected = answer.partial_success.map_or(0, |partial| partial.rejected_spans);
    usize::try_from(rejected).unwrap_or(0)
}

fn failed(config: &OtlpConfig, source: impl Into<HttpError>) -> OtlpError {
    OtlpError::Client { endpoint: config.endpoint.clone(), source: source.into() }
}

#[cfg(test)]
mod tests;
