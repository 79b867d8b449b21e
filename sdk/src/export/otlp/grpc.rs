//! gRPC for OTLP.

use opentelemetry_otlp::{Compression, WithTonicConfig};
use tonic::{Request, metadata::MetadataMap};

use super::{OtlpError, headers};
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

#[cfg(not(feature = "tls"))]
fn secure<B>(_builder: B, config: &OtlpConfig) -> Result<B, OtlpError> {
    Err(super::missing(config, "https", "tls"))
}

/// Gives the exporter a channel of its own, because its builder takes no verifier.
#[cfg(feature = "tls")]
fn secure<B: WithTonicConfig>(builder: B, config: &OtlpConfig) -> Result<B, OtlpError> {
    use tonic::transport::{ClientTlsConfig, Endpoint, Identity};

    let failed = |error: tonic::transport::Error| OtlpError::Client {
        endpoint: config.endpoint.clone(),
        source: error.into(),
    };
    let tls = super::tls::read(config)?;
    let client = match tls.identity {
        Some((certificate, key)) => ClientTlsConfig::new().identity(Identity::from_pem(certificate, key)),
        None => ClientTlsConfig::new(),
    };
    let endpoint = Endpoint::from_shared(config.endpoint.clone()).map_err(failed)?;
    let endpoint =
        endpoint.tls_config_with_verifier(client.timeout(config.timeout), tls.verifier).map_err(failed)?;
    Ok(builder.with_channel(endpoint.timeout(config.timeout).connect_lazy()))
}
