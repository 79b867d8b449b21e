//! gRPC for OTLP.

use std::time::Duration;

use opentelemetry_otlp::{Compression, WithTonicConfig};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, metrics_service_client::MetricsServiceClient,
};
use tonic::{
    Code, Request, Status,
    codec::CompressionEncoding,
    metadata::{MetadataMap, MetadataValue},
    transport::{Channel, Endpoint},
};

use super::{OtlpError, headers, retry::Refusal};
use crate::config::OtlpConfig;

/// What the exporter says of itself.
const USER_AGENT: &str = "user-agent";

/// Sets headers, compression and, where the address asks for it, TLS of an exporter that is being built.
pub(super) fn configure<B: WithTonicConfig>(builder: B, config: &OtlpConfig) -> Result<B, OtlpError> {
    let metadata = MetadataMap::from_headers(headers(config));
    // The exporter adds the process's own variables to what it is given; what is sent is what was configured.
    let builder = builder.with_interceptor(move |mut request: Request<()>| {
        let agent = request.metadata_mut().remove(USER_AGENT);
        *request.metadata_mut() = metadata.clone();
        if let Some(agent) = agent.filter(|_| !metadata.contains_key(USER_AGENT)) {
            request.metadata_mut().insert(USER_AGENT, agent);
        }
        Ok(request)
    });
    let builder = if config.gzip { builder.with_compression(Compression::Gzip) } else { builder };
    if config.is_secure() { secure(builder, config) } else { Ok(builder) }
}

/// Gives the exporter a channel of its own, because its builder takes no verifier.
fn secure<B: WithTonicConfig>(builder: B, config: &OtlpConfig) -> Result<B, OtlpError> {
    Ok(builder.with_channel(channel(config)?))
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

/// Sends requests of metrics to one receiver.
pub(super) struct Sender {
    client: MetricsServiceClient<Channel>,
    metadata: MetadataMap,
    timeout: Duration,
}

impl Sender {
    pub(super) fn new(config: &OtlpConfig) -> Result<Self, OtlpError> {
        let client = MetricsServiceClient::new(channel(config)?);
        let gzip = CompressionEncoding::Gzip;
        let client = if config.gzip { client.send_compressed(gzip).accept_compressed(gzip) } else { client };
        let mut metadata = MetadataMap::from_headers(headers(config));
        if !metadata.contains_key(USER_AGENT) {
            metadata.insert(USER_AGENT, MetadataValue::from_static(super::USER_AGENT));
        }
        Ok(Self { client, metadata, timeout: config.timeout })
    }

    /// Sends once; returns how many data points the receiver rejected.
    pub(super) async fn send(&self, request: &ExportMetricsServiceRequest) -> Result<usize, Refusal> {
        let mut request = Request::new(request.clone());
        *request.metadata_mut() = self.metadata.clone();
        request.set_timeout(self.timeout);
        let answer = self.client.clone().export(request).await.map_err(|status| refusal(&status))?;
        let rejected = answer.into_inner().partial_success.map_or(0, |partial| partial.rejected_data_points);
        Ok(usize::try_from(rejected).unwrap_or(0))
    }
}

/// Says whether a request may be sent again. A receiver that is exhausted must say when; how is not read, and the usual
/// wait stands for it.
fn refusal(status: &Status) -> Refusal {
    let causes = crate::trace::chain(status);
    let said = match causes.last() {
        Some(cause) if causes.len() > 1 => format!("{}: {}: {cause}", status.code(), status.message()),
        _ => format!("{}: {}", status.code(), status.message()),
    };
    match status.code() {
        Code::Cancelled
        | Code::DeadlineExceeded
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unavailable
        | Code::DataLoss => Refusal::ForNow { after: None, said },
        Code::ResourceExhausted if !status.details().is_empty() => Refusal::ForNow { after: None, said },
        _ => Refusal::ForGood(said),
    }
}
