//! Bounds of spans and of queues.

use super::environment::{ConfigError, Environment, wrong};
use crate::{pipeline::QueueLimits, trace::SpanLimits};

/// Reads what one span may carry; a limit for spans wins over the one for everything.
pub(super) fn spans(environment: &Environment<'_>) -> Result<SpanLimits, ConfigError> {
    let default = SpanLimits::default();
    let count = |variables: &[&str], default: usize| {
        variables
            .iter()
            .find_map(|variable| environment.count(variable, 0).transpose())
            .unwrap_or(Ok(default))
    };
    Ok(SpanLimits {
        attributes: count(
            &["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
            default.attributes,
        )?,
        value_length: count(
            &["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"],
            default.value_length,
        )?,
        events: count(&["OTEL_SPAN_EVENT_COUNT_LIMIT"], default.events)?,
        links: count(&["OTEL_SPAN_LINK_COUNT_LIMIT"], default.links)?,
        event_attributes: count(&["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"], default.event_attributes)?,
        link_attributes: count(&["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"], default.link_attributes)?,
    })
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
        delay: environment.milliseconds(&name("SCHEDULE_DELAY"))?.unwrap_or(default.delay),
        export_timeout: environment.milliseconds(&name("EXPORT_TIMEOUT"))?.unwrap_or(default.export_timeout),
        ..default
    })
}
