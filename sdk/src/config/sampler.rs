//! Which traces are kept: `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.

use opentelemetry_sdk::trace::Sampler;

use super::environment::{ConfigError, Environment, wrong};

const NAMES: &str = "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, \
                     parentbased_traceidratio";

/// Returns the sampler; `parentbased_always_on` where nothing is said.
pub(super) fn read(environment: &Environment<'_>) -> Result<Sampler, ConfigError> {
    let variable = "OTEL_TRACES_SAMPLER";
    let Some((name, given)) = environment.word(variable)? else {
        return Ok(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)));
    };
    let (root, is_parent_based) = match name.strip_prefix("parentbased_") {
        Some(root) => (root, true),
        None => (name.as_str(), false),
    };
    let root = match root {
        "always_on" => Sampler::AlwaysOn,
        "always_off" => Sampler::AlwaysOff,
        "traceidratio" => Sampler::TraceIdRatioBased(ratio(environment)?),
        _ => return Err(wrong(variable, &given, NAMES)),
    };
    Ok(if is_parent_based { Sampler::ParentBased(Box::new(root)) } else { root })
}

fn ratio(environment: &Environment<'_>) -> Result<f64, ConfigError> {
    let within = |ratio: &f64| (0.0..=1.0).contains(ratio);
    Ok(environment.number("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1", within)?.unwrap_or(1.0))
}
