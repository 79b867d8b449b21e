//! gRPC for OTLP: one call of one method, whose messages pass as bytes.

mod codec;
mod refusal;
mod retry_info;

use std::time::Duration;

use bytes::Bytes;
use http::uri::PathAndQuery;
use tonic::{
    Request,
    client::Grpc,
    codec::CompressionEncoding,
    metadata::MetadataMap,
    transport::{Channel, Endpoint},
};

use super::{OtlpError, headers, retry::Refusal};
use crate::{config::OtlpConfig, trace::chain};
use codec::Plain;
use refusal::refusal;

/// Calls the method of one receiver.
pub(super) struct Client {
    inner: Grpc<Channel>,
    method: PathAndQuery,
    metadata: MetadataMap,
    timeout: Duration,
}

impl Client {
    pub(super) fn new(config: &OtlpConfig, method: &'static str) -> Result<Self, OtlpError> {
        let inner = Grpc::new(channel(config)?);
        let gzip = CompressionEncoding::Gzip;
        Ok(Self {
            inner: if config.gzip { inner.send_compressed(gzip).accept_compressed(gzip) } else { inner },
            method: PathAndQuery::from_static(method),
            metadata: MetadataMap::from_headers(headers(config)),
            timeout: config.timeout,
        })
    }

    /// Sends once; returns the answer.
    pub(super) async fn send(&self, body: &Bytes) -> Result<Bytes, Refusal> {
        let mut request = Request::new(body.clone());
        *request.metadata_mut() = self.metadata.clone();
        request.set_timeout(self.timeout);
        let mut inner = self.inner.clone();
        let unready = |error| Refusal::ForNow { after: None, said: chain(&error).join(": ") };
        inner.ready().await.map_err(unready)?;
        match inner.unary(request, self.method.clone(), Plain).await {
            Ok(answer) => Ok(answer.into_inner()),
            Err(status) => Err(refusal(&status)),
        }
    }
}

/// Makes a channel that connects when it is used.
fn channel(config: &OtlpConfig) -> Result<Channel, OtlpError> {
    let endpoint = Endpoint::from_shared(config.endpoint.clone()).map_err(|error| failed(config, error))?;
    let endpoint = if config.is_secure() { encrypted(endpoint, config)? } else { endpoint };
    Ok(endpoint.timeout(config.timeout).connect_lazy())
}

fn failed(config: &OtlpConfig, error: tonic::transport::Error) -> OtlpError {
    OtlpError::Client { endpoint: config.endpoint.clone(), source: error.into() }
}

#[cfg(not(feature = "tls"))]
fn encrypted(_endpoint: Endpoint, config: &OtlpConfig) -> Result<Endpoint, OtlpError> {
    Err(super::missing(config, "https", "tls"))
}

#[cfg(feature = "tls")]
fn encrypted(endpoint: Endpoint, config: &OtlpConfig) -> Result<Endpoint, OtlpError> {
    use tonic::transport::{ClientTlsConfig, Identity};

    let tls = super::tls::read(config)?;
    let client = match tls.identity {
        Some((certificate, key)) => ClientTlsConfig::new().identity(Identity::from_pem(certificate, key)),
        None => ClientTlsConfig::new(),
    };
    endpoint
        .tls_config_with_verifier(client.timeout(config.timeout), tls.verifier)
        .map_err(|error| failed(config, error))
}
