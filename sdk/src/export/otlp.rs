//! OTLP as the configuration describes it: what makes requests of each signal, and the one transport for all.

#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "otlp")]
mod http;
mod logs;
mod metrics;
mod retry;
mod spans;
#[cfg(feature = "tls")]
mod tls;
mod transport;

use ::http::{HeaderMap, HeaderName, HeaderValue, header};

pub(crate) use self::{logs::logs, metrics::metrics, spans::spans};

use crate::config::OtlpConfig;

/// What requests say of who sends them: the exporter, its language and its version, as the specification of OTLP
/// exporters has it. It is not called as OpenTelemetry's own is, because it is another one.
const USER_AGENT: &str = concat!("Tracewell-OTLP-Exporter-Rust/", env!("CARGO_PKG_VERSION"));

/// Why an OTLP exporter cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OtlpError {
    /// The configuration asks for what this build cannot do.
    #[error("{endpoint}: {what} needs tracewell's feature `{feature}`")]
    Feature {
        /// The receiver.
        endpoint: String,
        /// What was asked for.
        what: &'static str,
        /// The feature that brings it.
        feature: &'static str,
    },
    /// The HTTP client, or what it needs, cannot be made.
    #[error("{endpoint}: cannot make a client")]
    Client {
        /// The receiver.
        endpoint: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file with certificates or a key cannot be used.
    #[error("{variable}={path:?} is not usable: {problem}")]
    File {
        /// The variable that names the file.
        variable: String,
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The connection cannot be encrypted.
    #[error("{endpoint}: no TLS: {problem}")]
    Tls {
        /// The receiver.
        endpoint: String,
        /// Why.
        problem: String,
    },
}

/// Returns what is sent with each request; the configuration has made sure that all of it may stand in a header.
fn headers(config: &OtlpConfig) -> HeaderMap {
    let configured = config.headers.iter().filter_map(|(name, value)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    });
    let mut headers: HeaderMap = configured.collect();
    headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static(USER_AGENT));
    headers
}

/// Says that this build lacks a feature.
#[cfg(not(all(feature = "otlp", feature = "grpc", feature = "tls")))]
fn missing(config: &OtlpConfig, what: &'static str, feature: &'static str) -> OtlpError {
    OtlpError::Feature { endpoint: config.endpoint.clone(), what, feature }
}

#[cfg(all(test, not(feature = "tls")))]
mod tests {
    /// Returns what an installation says that shall send a signal to a secure receiver.
    fn said(signal: &str, protocol: &str) -> String {
        let variables = [
            (format!("OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"), "https://collector:4318".to_owned()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL".to_owned(), protocol.to_owned()),
        ];
        let installed = crate::Telemetry::builder().environment(variables).install();
        installed.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_secure_receiver_needs_the_feature() {
        let expected = "https://collector:4318: https needs tracewell's feature `tls`";
        for signal in ["TRACES", "LOGS"] {
            #[cfg(feature = "otlp")]
            assert_eq!(said(signal, "http/protobuf"), expected);
            #[cfg(feature = "grpc")]
            assert_eq!(said(signal, "grpc"), expected);
        }
    }
}
