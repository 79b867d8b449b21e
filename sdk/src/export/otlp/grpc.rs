//! gRPC for OTLP.

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry_otlp::{Compression, WithTonicConfig, tonic_types::metadata::MetadataMap};

use super::{OtlpError, missing};
use crate::config::OtlpConfig;

/// Sets headers and compression of an exporter that is being built.
pub(super) fn configure<B: WithTonicConfig>(builder: B, config: &OtlpConfig) -> Result<B, OtlpError> {
    if config.endpoint.starts_with("https:")
        || config.certificate.is_some()
        || config.client_identity.is_some()
    {
        return Err(missing(config, "gRPC over TLS", "(none yet; use http/protobuf)"));
    }
    let builder = builder.with_metadata(MetadataMap::from_headers(headers(config)));
    Ok(if config.gzip { builder.with_compression(Compression::Gzip) } else { builder })
}

/// The configuration has made sure that names and values are what a header may hold, but for rare characters.
fn headers(config: &OtlpConfig) -> HeaderMap {
    let headers = config.headers.iter();
    headers
        .filter_map(|(name, value)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        })
        .collect()
}
