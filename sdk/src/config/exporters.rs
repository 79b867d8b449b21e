//! Where each signal goes: `OTEL_TRACES_EXPORTER`, `OTEL_LOGS_EXPORTER`, `OTEL_METRICS_EXPORTER`.

use super::{
    environment::{ConfigError, Environment, wrong},
    otlp::{OtlpConfig, Signal},
};

/// One place that a signal goes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Destination {
    Otlp(OtlpConfig),
    Console,
    /// The console, if somebody looks at it.
    Terminal,
    /// A page of the installation's own that Prometheus scrapes, on this host and port.
    Prometheus(String, u16),
}

/// Returns where spans go: with no word of it, to an OTLP endpoint if one is named, else to a terminal.
pub(super) fn traces(environment: &Environment<'_>) -> Result<Vec<Destination>, ConfigError> {
    let variable = "OTEL_TRACES_EXPORTER";
    if environment.text(variable)?.is_none() && !Signal::Traces.has_endpoint(environment)? {
        return Ok(vec![Destination::Terminal]);
    }
    read(environment, variable, &["otlp", "console", "none"], Signal::Traces, "otlp")
}

/// Returns where logs go: with no word of it, to standard output, and to an OTLP endpoint if one is named.
pub(super) fn logs(environment: &Environment<'_>) -> Result<Vec<Destination>, ConfigError> {
    let undecided = if Signal::Logs.has_endpoint(environment)? { "console,otlp" } else { "console" };
    read(environment, "OTEL_LOGS_EXPORTER", &["otlp", "console", "none"], Signal::Logs, undecided)
}

/// Returns where metrics go: with no word of it, to an OTLP endpoint if one is named.
pub(super) fn metrics(environment: &Environment<'_>) -> Result<Vec<Destination>, ConfigError> {
    let undecided = if Signal::Metrics.has_endpoint(environment)? { "otlp" } else { "none" };
    let names = ["otlp", "prometheus", "console", "none"];
    read(environment, "OTEL_METRICS_EXPORTER", &names, Signal::Metrics, undecided)
}

fn read(
    environment: &Environment<'_>,
    variable: &str,
    names: &[&str],
    signal: Signal,
    undecided: &str,
) -> Result<Vec<Destination>, ConfigError> {
    let undecided = || (undecided.to_owned(), undecided.to_owned());
    let (text, given) = environment.word(variable)?.unwrap_or_else(undecided);
    let listed: Vec<_> = text.split(',').map(str::trim).collect();
    if listed.iter().any(|name| !names.contains(name)) || (listed.contains(&"none") && listed.len() > 1) {
        return Err(wrong(variable, &given, &format!("{}, or several of them but none", names.join(", "))));
    }
    let mut destinations = Vec::new();
    for name in listed {
        let destination = match name {
            "otlp" => Destination::Otlp(OtlpConfig::read(environment, signal)?),
            "console" => Destination::Console,
            "prometheus" => prometheus(environment)?,
            _ => continue,
        };
        if !destinations.contains(&destination) {
            destinations.push(destination);
        }
    }
    Ok(destinations)
}

fn prometheus(environment: &Environment<'_>) -> Result<Destination, ConfigError> {
    let host = environment.text("OTEL_EXPORTER_PROMETHEUS_HOST")?.unwrap_or_else(|| "localhost".to_owned());
    let variable = "OTEL_EXPORTER_PROMETHEUS_PORT";
    let Some(text) = environment.text(variable)? else { return Ok(Destination::Prometheus(host, 9464)) };
    let port =
        text.parse().map_err(|_| wrong(variable, &text, "a port: 0, for any that is free, to 65535"))?;
    Ok(Destination::Prometheus(host, port))
}
