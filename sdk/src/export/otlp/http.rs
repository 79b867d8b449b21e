//! HTTP for OTLP: a client that knows what the receiver says of each batch.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use async_trait::async_trait;
use http::{HeaderMap, Request, Response, header};
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use opentelemetry_otlp::{Compression, Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;

use super::{OtlpError, headers};
use crate::config::OtlpConfig;

/// Sets headers, compression and the client of an exporter that is being built.
pub(super) fn configure<B: WithHttpConfig + WithExportConfig>(
    builder: B,
    config: &OtlpConfig,
    rejected: &Arc<AtomicUsize>,
) -> Result<B, OtlpError> {
    let client = Client { inner: client(config)?, headers: headers(config), rejected: rejected.clone() };
    // Said here, because the exporter asks the process's variables for what it is not told.
    let builder = builder.with_protocol(Protocol::HttpBinary).with_http_client(client);
    Ok(if config.gzip { builder.with_compression(Compression::Gzip) } else { builder })
}

/// Passes requests on, and reads from each answer how many records were rejected.
#[derive(Debug)]
struct Client {
    inner: reqwest::Client,
    headers: HeaderMap,
    rejected: Arc<AtomicUsize>,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.address(request.headers_mut());
        let response = HttpClient::send_bytes(&self.inner, request).await?;
        if response.status().is_success() {
            self.rejected.store(rejected(response.body()), Relaxed);
        }
        Ok(response)
    }
}

impl Client {
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

fn client(config: &OtlpConfig) -> Result<reqwest::Client, OtlpError> {
    // A redirected POST becomes a GET, and the page that it finds would count as a delivery.
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let builder = secured(builder, config)?.timeout(config.timeout);
    builder.build().map_err(|error| failed(config, error))
}

#[cfg(not(feature = "tls"))]
fn secured(
    builder: reqwest::ClientBuilder,
    config: &OtlpConfig,
) -> Result<reqwest::ClientBuilder, OtlpError> {
    if config.is_secure() { Err(super::missing(config, "https", "tls")) } else { Ok(builder) }
}

#[cfg(feature = "tls")]
fn secured(
    builder: reqwest::ClientBuilder,
    config: &OtlpConfig,
) -> Result<reqwest::ClientBuilder, OtlpError> {
    let client =
        if config.is_secure() { super::tls::read(config)?.client } else { super::tls::unused(config)? };
    Ok(builder.tls_backend_preconfigured(client))
}

fn failed(config: &OtlpConfig, error: reqwest::Error) -> OtlpError {
    OtlpError::Client { endpoint: config.endpoint.clone(), source: error.into() }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTracePartialSuccess;

    use super::*;

    #[test]
    fn what_was_rejected_is_read_from_the_answer_and_garbage_is_not() {
        let partial_success =
            ExportTracePartialSuccess { rejected_spans: 3, error_message: "full".to_owned() };
        let answer = ExportTraceServiceResponse { partial_success: Some(partial_success) };
        assert_eq!(rejected(&answer.encode_to_vec().into()), 3);
        assert_eq!(rejected(&Bytes::new()), 0);
        assert_eq!(rejected(&Bytes::from_static(b"{\"partialSuccess\":{}}")), 0);
    }
}
