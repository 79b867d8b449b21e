//! How metrics are exported: how often, for how long, and as what.

use std::time::Duration;

use opentelemetry_sdk::metrics::Temporality;

use super::{
    Destination,
    environment::{ConfigError, Environment, wrong},
};
use crate::metrics::ExemplarFilter;

/// Settings of periodic exports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MetricExports {
    /// Time between two exports, where it is said.
    interval: Option<Duration>,
    /// The longest that one export may take.
    pub(crate) timeout: Duration,
    /// Whether OTLP sends totals or differences.
    #[cfg_attr(
        not(any(test, feature = "otlp", feature = "grpc")),
        expect(dead_code, reason = "what OTLP is told")
    )]
    pub(crate) temporality: Temporality,
    /// Which measurements may be exemplars.
    pub(crate) exemplars: ExemplarFilter,
}

impl MetricExports {
    /// Returns the time between two exports to one destination, with the specification's defaults.
    pub(crate) fn interval(&self, destination: &Destination) -> Duration {
        let usual = match destination {
            Destination::Console => Duration::from_secs(10),
            _ => Self::INTERVAL,
        };
        self.interval.unwrap_or(usual)
    }

    /// The specification's default for exporters other than the console.
    const INTERVAL: Duration = Duration::from_mins(1);

    /// Returns the time between two exports to what code gives.
    pub(crate) fn interval_of_code(&self) -> Duration {
        self.interval.unwrap_or(Self::INTERVAL)
    }
}

pub(super) fn read(environment: &Environment<'_>) -> Result<MetricExports, ConfigError> {
    Ok(MetricExports {
        interval: environment.milliseconds("OTEL_METRIC_EXPORT_INTERVAL")?,
        timeout: environment.timeout("OTEL_METRIC_EXPORT_TIMEOUT")?.unwrap_or(Duration::from_secs(30)),
        temporality: temporality(environment)?,
        exemplars: exemplars(environment)?,
    })
}

fn exemplars(environment: &Environment<'_>) -> Result<ExemplarFilter, ConfigError> {
    let variable = "OTEL_METRICS_EXEMPLAR_FILTER";
    let Some(text) = environment.text(variable)? else { return Ok(ExemplarFilter::default()) };
    match text.to_ascii_lowercase().as_str() {
        "trace_based" => Ok(ExemplarFilter::TraceBased),
        "always_on" => Ok(ExemplarFilter::AlwaysOn),
        "always_off" => Ok(ExemplarFilter::AlwaysOff),
        _ => Err(wrong(variable, &text, "trace_based, always_on, always_off")),
    }
}

fn temporality(environment: &Environment<'_>) -> Result<Temporality, ConfigError> {
    let variable = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
    let Some(text) = environment.text(variable)? else { return Ok(Temporality::Cumulative) };
    match text.to_ascii_lowercase().as_str() {
        "cumulative" => Ok(Temporality::Cumulative),
        "delta" => Ok(Temporality::Delta),
        "lowmemory" => Ok(Temporality::LowMemory),
        _ => Err(wrong(variable, &text, "cumulative, delta, lowmemory")),
    }
}
