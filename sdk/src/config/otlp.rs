//! How to reach an OTLP receiver: `OTEL_EXPORTER_OTLP_*`, for all signals or for one.

use std::{path::PathBuf, time::Duration};

use super::environment::{ConfigError, Environment, milliseconds, pairs, wrong};

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
    pub(crate) certificate: Option<PathBuf>,
    /// This client's own key and certificate in PEM.
    pub(crate) client_identity: Option<(PathBuf, PathBuf)>,
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
            endpoint: endpoint(environment, signal, protocol)?,
            protocol,
            headers: headers(environment, signal)?,
            gzip: is_gzip(environment, signal)?,
            timeout: timeout(environment, signal)?,
            certificate: signal.setting(environment, "CERTIFICATE")?.map(|(_, path)| path.into()),
            client_identity: client_identity(environment, signal)?,
        })
    }

    /// Returns the receiver's address as it may be shown: without a user's name, a password or a query.
    #[cfg(any(feature = "otlp", feature = "grpc", test))]
    pub(crate) fn receiver(&self) -> String {
        let address = self.endpoint.split(['?', '#']).next().unwrap_or_default();
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
    match value.as_str() {
        "http/protobuf" => Ok(Protocol::HttpProtobuf),
        "grpc" if cfg!(feature = "grpc") => Ok(Protocol::Grpc),
        "grpc" => Err(wrong(&variable, &value, "http/protobuf; grpc with tracewell's feature `grpc`")),
        _ => Err(wrong(&variable, &value, "http/protobuf, grpc")),
    }
}

fn endpoint(
    environment: &Environment<'_>,
    signal: Signal,
    protocol: Protocol,
) -> Result<String, ConfigError> {
    let [own, general] = signal.variables("ENDPOINT");
    let path = format!("/v1/{}", signal.name().to_ascii_lowercase());
    let (variable, base, path) = match (environment.text(&own)?, environment.text(&general)?, protocol) {
        (Some(endpoint), _, _) => (own, endpoint, String::new()),
        (None, Some(endpoint), Protocol::HttpProtobuf) => (general, endpoint, path),
        (None, Some(endpoint), Protocol::Grpc) => (general, endpoint, String::new()),
        (None, None, Protocol::HttpProtobuf) => (general, "http://localhost:4318".to_owned(), path),
        (None, None, Protocol::Grpc) => (general, "http://localhost:4317".to_owned(), String::new()),
    };
    let rest = base.strip_prefix("http://").or_else(|| base.strip_prefix("https://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/') || rest.contains(char::is_whitespace))
    {
        return Err(wrong(&variable, &base, "an address such as http://localhost:4318"));
    }
    Ok(if path.is_empty() { base } else { format!("{}{path}", base.trim_end_matches('/')) })
}

fn headers(environment: &Environment<'_>, signal: Signal) -> Result<Vec<(String, String)>, ConfigError> {
    let Some((variable, value)) = signal.setting(environment, "HEADERS")? else { return Ok(Vec::new()) };
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    // The value is a secret more often than not, and the message may end up in a log.
    pairs(&value)
        .filter(|pairs| {
            pairs.iter().all(|(name, value)| is_name(name) && !value.contains(['\r', '\n', '\0']))
        })
        .ok_or_else(|| wrong(&variable, "***", "name=value,name=value with percent-encoded values"))
}

fn is_gzip(environment: &Environment<'_>, signal: Signal) -> Result<bool, ConfigError> {
    match signal.setting(environment, "COMPRESSION")? {
        None => Ok(false),
        Some((_, value)) if value == "gzip" => Ok(true),
        Some((_, value)) if value == "none" => Ok(false),
        Some((variable, value)) => Err(wrong(&variable, &value, "gzip, none")),
    }
}

fn timeout(environment: &Environment<'_>, signal: Signal) -> Result<Duration, ConfigError> {
    let Some((variable, value)) = signal.setting(environment, "TIMEOUT")? else {
        return Ok(Duration::from_secs(10));
    };
    milliseconds(&value).ok_or_else(|| wrong(&variable, &value, "whole milliseconds, from 1 on"))
}

fn client_identity(
    environment: &Environment<'_>,
    signal: Signal,
) -> Result<Option<(PathBuf, PathBuf)>, ConfigError> {
    let key = signal.setting(environment, "CLIENT_KEY")?;
    let certificate = signal.setting(environment, "CLIENT_CERTIFICATE")?;
    match (key, certificate) {
        (Some((_, key)), Some((_, certificate))) => Ok(Some((key.into(), certificate.into()))),
        (None, None) => Ok(None),
        (Some((variable, value)), None) | (None, Some((variable, value))) => {
            Err(wrong(&variable, &value, "only together: a client's key and its certificate"))
        }
    }
}
