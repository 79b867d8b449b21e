//! The layer that hands each event to OpenTelemetry as a log record, and the pipeline that takes records to an exporter.

mod limits;
mod pipeline;
mod values;

use std::{borrow::Cow, sync::Arc, time::SystemTime};

use opentelemetry::{
    Key,
    logs::{AnyValue, LogRecord, Logger, LoggerProvider, Severity},
};
use opentelemetry_sdk::logs::{SdkLogRecord, SdkLogger, SdkLoggerProvider};
use tracing_core::{Event, Field, Level, Subscriber};
use tracing_subscriber::{Layer, layer::Context};

#[cfg(any(feature = "otlp", feature = "grpc"))]
pub(crate) use self::pipeline::Exportable;
use self::values::any_value;
pub use self::{
    limits::LogRecordLimits,
    pipeline::{LogPipeline, LogPipelineError},
};
use super::{
    LogSampling, Redaction,
    ids::is_suppressed,
    intake::Intake,
    plan::{Plan, Role},
    secret::REDACTED,
    visit::{FieldValue, TakeField, Visitor},
};
use crate::{
    current::is_about_contexts,
    pipeline::{DropReason, Ledger},
};

/// The attribute in which a record says how many it lacks: OTLP has a field for it, and `SdkLogRecord` has none. It is
/// the name that the specification gives the number where there is no field; OTLP's requests have it in the field.
pub(crate) const DROPPED_ATTRIBUTES: &str = "otel.dropped_attributes_count";

/// A [`Layer`] that emits each event as an OpenTelemetry log record.
///
/// The record has the event's name (where the statement gives one), its text as body, severity, target, the fields as
/// attributes (nested ones as maps and lists, within [`LogRecordLimits`]), and the ids of the current OpenTelemetry span:
/// those that the JSON line of the same event has. Where telemetry is suppressed, as on an exporter's own thread, nothing is emitted.
///
/// # Cost
/// About one allocation for each attribute that is text; the record is cloned once by [`LogPipeline`].
pub struct OtelLayer {
    logger: SdkLogger,
    intake: Intake,
    limits: LogRecordLimits,
    ledger: Option<Arc<Ledger>>,
}

/// Settings of an [`OtelLayer`].
///
/// # Cost
/// The methods keep what they are given; what it means for an event stands at [`OtelLayer`], [`Redaction`] and
/// [`LogSampling`].
#[derive(Clone, Debug, Default)]
pub struct OtelLayerBuilder {
    redaction: Redaction,
    sampling: LogSampling,
    limits: LogRecordLimits,
    ledger: Option<Arc<Ledger>>,
}

impl OtelLayerBuilder {
    /// Sets which fields are hidden by their name; [`Redaction::default`] unless it is called.
    #[must_use]
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }

    /// Sets which events are kept; [`LogSampling::all`] unless it is called.
    ///
    /// What depends on ids and values is decided as [`crate::logs::JsonLayer`] decides it; volume is counted apart.
    #[must_use]
    pub fn sampling(mut self, sampling: LogSampling) -> Self {
        self.sampling = sampling;
        self
    }

    /// Sets what one record may carry; [`LogRecordLimits::default`] unless it is called.
    #[must_use]
    pub const fn limits(mut self, limits: LogRecordLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the ledger in which events that sampling drops are counted: that of the [`LogPipeline`].
    #[must_use]
    pub fn ledger(mut self, ledger: Arc<Ledger>) -> Self {
        self.ledger = Some(ledger);
        self
    }

    /// Returns the layer; the provider is cheap to clone, and is kept.
    #[must_use]
    pub fn build(self, provider: &SdkLoggerProvider) -> OtelLayer {
        OtelLayer {
            logger: provider.logger("tracewell"),
            intake: Intake::new(None, self.redaction, self.sampling),
            limits: self.limits,
            ledger: self.ledger,
        }
    }
}

impl OtelLayer {
    /// Returns the settings to begin with.
    #[must_use]
    pub fn builder() -> OtelLayerBuilder {
        OtelLayerBuilder::default()
    }

    fn emit(&self, event: &Event<'_>, plan: &Plan, now: SystemTime) {
        let mut record = self.logger.create_log_record();
        let level = *event.metadata().level();
        record.set_timestamp(now);
        record.set_observed_timestamp(now);
        record.set_severity_number(severity(level));
        record.set_severity_text(level.as_str());
        if let Some(name) = plan.event {
            record.set_event_name(name);
        }
        if !plan.is_from_log {
            record.set_target(event.metadata().target());
        }
        let redaction = &self.intake.style.redaction;
        let room = self.limits.attributes;
        let mut attributes =
            Attributes { record: &mut record, plan, redaction, limits: self.limits, room, dropped: 0 };
        event.record(&mut Visitor(&mut attributes));
        attributes.say_dropped();
        if let (None, Some(name)) = (record.body(), plan.event) {
            record.set_body(name.into());
        }
        self.logger.emit(record);
    }
}

impl<S: Subscriber> Layer<S> for OtelLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        // OpenTelemetry's logger asks for the context, also where nobody may.
        if is_about_contexts(event.metadata()) || is_suppressed() {
            return;
        }
        let now = SystemTime::now();
        self.intake.with_plan(event.metadata(), |plan| {
            if self.intake.admits(event, plan, now) {
                self.emit(event, plan, now);
            } else if let Some(ledger) = &self.ledger {
                ledger.refuse(1, DropReason::Sampled);
            }
        });
    }
}

const fn severity(level: Level) -> Severity {
    match level {
        Level::TRACE => Severity::Trace,
        Level::DEBUG => Severity::Debug,
        Level::INFO => Severity::Info,
        Level::WARN => Severity::Warn,
        Level::ERROR => Severity::Error,
    }
}

/// Fills a record with an event's fields.
struct Attributes<'a> {
    record: &'a mut SdkLogRecord,
    plan: &'a Plan,
    redaction: &'a Redaction,
    limits: LogRecordLimits,
    /// Attributes that the record may still take.
    room: usize,
    dropped: i64,
}

impl TakeField for Attributes<'_> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        let Some(role) = self.plan.fields.get(field.index()).map(|field| field.role) else { return };
        match (role, value) {
            (Role::Message, value) => self.record.set_body(any_value(value, self.redaction)),
            (Role::LogTarget, FieldValue::Text(target)) => {
                self.record.set_target(Cow::Owned(target.to_owned()));
            }
            (Role::LogTarget | Role::LogPlace, _) => {}
            (Role::Hidden | Role::Value, _) if self.room == 0 => self.dropped += 1,
            (Role::Hidden, _) => self.attribute(field.name(), REDACTED.into()),
            (Role::Value, value) => self.attribute(field.name(), any_value(value, self.redaction)),
        }
    }
}

impl Attributes<'_> {
    fn attribute(&mut self, name: &'static str, mut value: AnyValue) {
        self.limits.shorten(&mut value);
        self.record.add_attribute(Key::from_static_str(name), value);
        self.room -= 1;
    }

    fn say_dropped(&mut self) {
        if self.dropped > 0 {
            self.record.add_attribute(DROPPED_ATTRIBUTES, self.dropped);
        }
    }
}

#[cfg(test)]
mod tests;
