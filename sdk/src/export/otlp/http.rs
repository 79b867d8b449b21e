//! HTTP for OTLP: a client that knows what the receiver says of each batch.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use async_trait::async_trait;
use http::{Request, Response};
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use opentelemetry_otlp::{Compression, WithHttpConfig};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;

use super::OtlpError;
#[cfg(not(feature = "tls"))]
use super::missing;
use crate::config::OtlpConfig;

/// Sets headers, compression and the client of an exporter that is being built.
pub(super) fn configure<B: WithHttpConfig>(
    builder: B,
    config: &OtlpConfig,
    rejected: &Arc<AtomicUsize>,
) -> Result<B, OtlpError> {
    let client = Client { inner: client(config)?, rejected: rejected.clone() };
    let builder = builder.with_http_client(client).with_headers(config.headers.iter().cloned().collect());
    Ok(if config.gzip { builder.with_compression(Compression::Gzip) } else { builder })
}

/// Passes requests on, and reads from each answer how many records were rejected.
#[derive(Debug)]
struct Client {
    inner: reqwest::Client,
    rejected: Arc<AtomicUsize>,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let response = HttpClient::send_bytes(&self.inner, request).await?;
        if response.status().is_success() {
            self.rejected.store(rejected(response.body()), Relaxed);
        }
        Ok(response)
    }
}

/// Reads a partial success; the answers of all three signals have the same form.
fn rejected(body: &Bytes) -> usize {
    let answer = ExportTraceServiceResponse::decode(body.clone()).unwrap_or_default();
    let rejected = answer.partial_success.map_or(0, |partial| partial.rejected_spans);
    usize::try_from(rejected).unwrap_or(0)
}

#[cfg(not(feature = "tls"))]
fn client(config: &OtlpConfig) -> Result<reqwest::Client, OtlpError> {
    if config.endpoint.starts_with("https:") {
        return Err(missing(config, "https", "tls"));
    }
    if config.certificate.is_some() || config.client_identity.is_some() {
        return Err(missing(config, "a certificate", "tls"));
    }
    build(reqwest::Client::builder(), config)
}

#[cfg(feature = "tls")]
fn client(config: &OtlpConfig) -> Result<reqwest::Client, OtlpError> {
    let mut builder = reqwest::Client::builder();
    if let Some(path) = &config.certificate {
        let certificates =
            reqwest::Certificate::from_pem_bundle(&read(path)?).map_err(|error| failed(config, error))?;
        builder = builder.tls_certs_only(certificates);
    }
    if let Some((key, certificate)) = &config.client_identity {
        let pem = [read(key)?, read(certificate)?].concat();
        builder = builder.identity(reqwest::Identity::from_pem(&pem).map_err(|error| failed(config, error))?);
    }
    build(builder, config)
}

#[cfg(feature = "tls")]
fn read(path: &std::path::Path) -> Result<Vec<u8>, OtlpError> {
    std::fs::read(path).map_err(|source| OtlpError::File { path: path.to_owned(), source })
}

fn build(builder: reqwest::ClientBuilder, config: &OtlpConfig) -> Result<reqwest::Client, OtlpError> {
    builder.timeout(config.timeout).build().map_err(|error| failed(config, error))
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
