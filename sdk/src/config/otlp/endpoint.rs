//! Where a signal is sent: the signal's own address as it stands, or the one for all with the signal's path.

use super::{ConfigError, Environment, Protocol, Signal, wrong};

const ALLOWED: &str = "an address such as http://localhost:4318";

/// Returns the whole address, with its scheme.
pub(super) fn read(
    environment: &Environment<'_>,
    signal: Signal,
    protocol: Protocol,
) -> Result<String, ConfigError> {
    let is_insecure = is_insecure(environment, signal)?;
    let [own, general] = signal.variables("ENDPOINT");
    let (variable, given, is_base) = match (environment.text(&own)?, environment.text(&general)?) {
        (Some(given), _) => (own, given, false),
        (None, given) => (general, given.unwrap_or_else(|| default(protocol).to_owned()), true),
    };
    let address = match protocol {
        Protocol::Grpc => with_scheme(&given, is_insecure),
        Protocol::HttpProtobuf if is_base => joined(&given, signal),
        Protocol::HttpProtobuf => given.clone(),
    };
    if is_address(&address) { Ok(address) } else { Err(wrong(&variable, &given, ALLOWED)) }
}

/// Whether gRPC goes unencrypted where the address does not say; the variable is read for HTTP too, which always says.
fn is_insecure(environment: &Environment<'_>, signal: Signal) -> Result<bool, ConfigError> {
    let [own, general] = signal.variables("INSECURE");
    let own = environment.flag(&own)?;
    Ok(own.or(environment.flag(&general)?).unwrap_or(false))
}

const fn default(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::HttpProtobuf => "http://localhost:4318",
        Protocol::Grpc => "http://localhost:4317",
    }
}

fn with_scheme(given: &str, is_insecure: bool) -> String {
    match (given.contains("://"), is_insecure) {
        (true, _) => given.to_owned(),
        (false, true) => format!("http://{given}"),
        (false, false) => format!("https://{given}"),
    }
}

/// Puts the signal's path behind that of the address, and before a query.
fn joined(base: &str, signal: Signal) -> String {
    let (path, query) = base.split_at(base.find('?').unwrap_or(base.len()));
    format!("{}/v1/{}{query}", path.trim_end_matches('/'), signal.name().to_ascii_lowercase())
}

fn is_address(address: &str) -> bool {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    rest.is_some_and(|rest| {
        let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
        !rest.contains(|letter: char| letter.is_whitespace() || letter == '#') && is_authority(authority)
    })
}

/// Whether it is a host, with or without a port, whoever is to log in there; the port is what stands behind the last colon outside of brackets.
fn is_authority(authority: &str) -> bool {
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => !host.is_empty() && port.parse::<u16>().is_ok(),
        _ => !authority.is_empty(),
    }
}
