//! What the process is: `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`.

use super::environment::{ConfigError, Environment, pairs, wrong};

const SERVICE_NAME: &str = "service.name";

/// Returns the resource's attributes; the variable made for the service's name wins over the list.
pub(super) fn read(environment: &Environment<'_>) -> Result<Vec<(String, String)>, ConfigError> {
    let variable = "OTEL_RESOURCE_ATTRIBUTES";
    let mut attributes = match environment.text(variable)? {
        None => Vec::new(),
        Some(text) => pairs(&text)
            .filter(|pairs| pairs.iter().all(|(key, _)| !key.is_empty()))
            .ok_or_else(|| wrong(variable, &text, "key=value,key=value with percent-encoded values"))?,
    };
    if let Some(name) = environment.text("OTEL_SERVICE_NAME")? {
        attributes.retain(|(key, _)| key != SERVICE_NAME);
        attributes.push((SERVICE_NAME.to_owned(), name));
    }
    Ok(attributes)
}
