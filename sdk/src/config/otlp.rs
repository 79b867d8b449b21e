//! How to reach an OTLP receiver: `OTEL_EXPORTER_OTLP_*`, for all signals or for one.

mod endpoint;
mod headers;

use std::{path::PathBuf, time::Duration};

use super::environment::{ConfigError, Environment, TIMEOUTS, timeout, wrong};

/// One signal's receiver.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OtlpConfig {
    /// The whole address, the signal's path included where the protocol has one.
    pub(crate) endpoint: String,
    pub(crate) protocol: Protocol,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) gzip: bool,
    pub(crate) timeout: Duration,
    /// Trusted certificates in PEM, instead of the system's.
    pub(crate) certificate: Option<NamedFile>,
    /// This client's own certificate and key in PEM.
    pub(crate) client_identity: Option<Box<(NamedFile, NamedFile)>>,
}

/// A file, and the variable that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedFile {
    pub(crate) variable: String,
    pub(crate) path: PathBuf,
}

/// How records are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    HttpProtobuf,
    Grpc,
}

/// What a variable's name is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signal {
    Traces,
    Logs,
    Metrics,
}

impl Signal {
    const fn name(self) -> &'static str {
        match self {
            Self::Traces => "TRACES",
            Self::Logs => "LOGS",
            Self::Metrics => "METRICS",
        }
    }

    /// Returns the names of a setting: the signal's own, which wins, and that for all.
    fn variables(self, setting: &str) -> [String; 2] {
        [format!("OTEL_EXPORTER_OTLP_{}_{setting}", self.name()), format!("OTEL_EXPORTER_OTLP_{setting}")]
    }

    fn setting(
        self,
        environment: &Environment<'_>,
        setting: &str,
    ) -> Result<Option<(String, String)>, ConfigError> {
        let [own, general] = self.variables(setting);
        let found = environment.first(&[&own, &general])?;
        Ok(found.map(|(variable, value)| (variable.to_owned(), value)))
    }

    /// Whether a receiver is named for this signal.
    pub(super) fn has_endpoint(self, environment: &Environment<'_>) -> Result<bool, ConfigError> {
        Ok(self.setting(environment, "ENDPOINT")?.is_some())
    }
}

impl OtlpConfig {
    pub(super) fn read(environment: &Environment<'_>, signal: Signal) -> Result<Self, ConfigError> {
        let protocol = protocol(environment, signal)?;
        Ok(Self {
            endpoint: endpoint::read(environment, signal, protocol)?,
            protocol,
            headers: headers::read(environment, signal)?,
            gzip: is_gzip(environment, signal)?,
            timeout: export_timeout(environment, signal)?,
            certificate: file(environment, signal, "CERTIFICATE")?,
            client_identity: client_identity(environment, signal)?,
        })
    }

    /// Whether the connection is encrypted; certificates are of no use where it is not.
    #[cfg(any(feature = "otlp", feature = "grpc"))]
    pub(crate) fn is_secure(&self) -> bool {
        self.endpoint.starts_with("https:")
    }

    /// Returns the receiver's address as it may be shown: without a user's name, a password or a query.
    #[cfg(any(feature = "otlp", feature = "grpc", test))]
    pub(crate) fn receiver(&self) -> String {
        let address = self.endpoint.split('?').next().unwrap_or_default();
        let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        format!("{scheme}://{host}{path}")
    }
}

fn protocol(environment: &Environment<'_>, signal: Signal) -> Result<Protocol, ConfigError> {
    let Some((variable, value)) = signal.setting(environment, "PROTOCOL")? else {
        return Ok(Protocol::HttpProtobuf);
    };
    match value.to_ascii_lowercase().as_str() {
        "http/protobuf" => Ok(Protocol::HttpProtobuf),
        "grpc" if cfg!(feature = "grpc") => Ok(Protocol::Grpc),
        "grpc" => Err(wrong(&variable, &value, "http/protobuf; grpc with tracewell's feature `grpc`")),
        _ => Err(wrong(&variable, &value, "http/protobuf, grpc")),
    }
}

fn is_gzip(environment: &Environment<'_>, signal: Signal) -> Result<bool, ConfigError> {
    let Some((variable, value)) = signal.setting(environment, "COMPRESSION")? else { return Ok(false) };
    match value.to_ascii_lowercase().as_str() {
        "gzip" => Ok(true),
        "none" => Ok(false),
        _ => Err(wrong(&variable, &value, "gzip, none")),
    }
}

fn export_timeout(environment: &Environment<'_>, signal: Signal) -> Result<Duration, ConfigError> {
    let Some((variable, value)) = signal.setting(environment, "TIMEOUT")? else {
        return Ok(Duration::from_secs(10));
    };
    timeout(&value).ok_or_else(|| wrong(&variable, &value, TIMEOUTS))
}

fn file(
    environment: &Environment<'_>,
    signal: Signal,
    setting: &str,
) -> Result<Option<NamedFile>, ConfigError> {
    let found = signal.setting(environment, setting)?;
    Ok(found.map(|(variable, path)| NamedFile { variable, path: path.into() }))
}

fn client_identity(
    environment: &Environment<'_>,
    signal: Signal,
) -> Result<Option<Box<(NamedFile, NamedFile)>>, ConfigError> {
    let certificate = file(environment, signal, "CLIENT_CERTIFICATE")?;
    let key = file(environment, signal, "CLIENT_KEY")?;
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some(Box::new((certificate, key)))),
        (None, None) => Ok(None),
        (Some(file), None) | (None, Some(file)) => {
            let allowed = "only together: a client's key and its certificate";
            Err(wrong(&file.variable, &file.path.to_string_lossy(), allowed))
        }
    }
}
