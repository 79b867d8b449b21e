//! Bounds of spans, of log records, and of queues.

use super::environment::{ConfigError, Environment, wrong};
use crate::{logs::LogRecordLimits, pipeline::QueueLimits, trace::SpanLimits};

/// Reads what one span may carry.
pub(super) fn spans(environment: &Environment<'_>) -> Result<SpanLimits, ConfigError> {
    let default = SpanLimits::default();
    let count = |variable, default| Ok(environment.count(variable, 0)?.unwrap_or(default));
    let attributes = own_or_general(environment, "OTEL_SPAN", "COUNT_LIMIT")?;
    let value_length = own_or_general(environment, "OTEL_SPAN", "VALUE_LENGTH_LIMIT")?;
    Ok(SpanLimits {
        attributes: attributes.unwrap_or(default.attributes),
        value_length: value_length.unwrap_or(default.value_length),
        events: count("OTEL_SPAN_EVENT_COUNT_LIMIT", default.events)?,
        links: count("OTEL_SPAN_LINK_COUNT_LIMIT", default.links)?,
        event_attributes: count("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", default.event_attributes)?,
        link_attributes: count("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", default.link_attributes)?,
    })
}

/// Reads what one log record may carry.
pub(super) fn log_records(environment: &Environment<'_>) -> Result<LogRecordLimits, ConfigError> {
    let default = LogRecordLimits::default();
    let attributes = own_or_general(environment, "OTEL_LOGRECORD", "COUNT_LIMIT")?;
    let value_length = own_or_general(environment, "OTEL_LOGRECORD", "VALUE_LENGTH_LIMIT")?;
    Ok(LogRecordLimits {
        attributes: attributes.unwrap_or(default.attributes),
        value_length: value_length.unwrap_or(default.value_length),
    })
}

/// Reads a limit of attributes: that of one kind of record wins over the one for everything.
fn own_or_general(
    environment: &Environment<'_>,
    prefix: &str,
    limit: &str,
) -> Result<Option<usize>, ConfigError> {
    let own = environment.count(&format!("{prefix}_ATTRIBUTE_{limit}"), 0)?;
    let general = environment.count(&format!("OTEL_ATTRIBUTE_{limit}"), 0)?;
    Ok(own.or(general))
}

/// Reads the bounds of one signal's queue, whose variables begin with `prefix`.
pub(super) fn queue(
    environment: &Environment<'_>,
    prefix: &str,
    default: QueueLimits,
) -> Result<QueueLimits, ConfigError> {
    let name = |rest: &str| format!("{prefix}_{rest}");
    let items = environment.count(&name("MAX_QUEUE_SIZE"), 1)?.unwrap_or(default.items);
    let variable = name("MAX_EXPORT_BATCH_SIZE");
    let batch_items = environment.count(&variable, 1)?.unwrap_or_else(|| default.batch_items.min(items));
    if batch_items > items {
        let allowed = format!("at most the queue's size, {items}");
        return Err(wrong(&variable, &batch_items.to_string(), &allowed));
    }
    Ok(QueueLimits {
        items,
        batch_items,
        delay: environment.delay(&name("SCHEDULE_DELAY"))?.unwrap_or(default.delay),
        export_timeout: environment.timeout(&name("EXPORT_TIMEOUT"))?.unwrap_or(default.export_timeout),
        ..default
    })
}
