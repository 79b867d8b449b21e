//! Headers of each request; their values are secrets more often than not.

use super::{ConfigError, Environment, Signal, wrong};
use crate::config::environment::pairs;

/// Returns names and values; all of them are what HTTP lets a header be.
pub(super) fn read(
    environment: &Environment<'_>,
    signal: Signal,
) -> Result<Vec<(String, String)>, ConfigError> {
    let Some((variable, value)) = signal.setting(environment, "HEADERS")? else { return Ok(Vec::new()) };
    // The message may end up in a log: it does not show the value.
    pairs(&value)
        .filter(|pairs| pairs.iter().all(|(name, value)| is_name(name) && is_value(value)))
        .ok_or_else(|| wrong(&variable, "***", "name=value,name=value with percent-encoded values"))
}

/// Source: RFC 9110, section 5.6.2, "token".
fn is_name(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

/// Source: RFC 9110, section 5.5, "field-value"; what is not ASCII would not survive gRPC.
fn is_value(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'\t' || byte == b' ' || byte.is_ascii_graphic())
}
