//! What the layers have in common: an event meets its plan, and sampling decides whether it is taken.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
    time::{SystemTime, UNIX_EPOCH},
};

use tracing_core::{Event, Field, Metadata};

use super::{
    LogSampling, Redaction,
    ids::current_ids,
    nested,
    plan::{Plan, Plans, Role, Style},
    visit::{FieldValue, TakeField, Visitor},
};

/// Counters that places of `log` records share; two places may share one.
const SHARED_COUNTERS: usize = 256;

/// The common part of a layer.
pub(crate) struct Intake {
    pub(crate) style: Style,
    sampling: LogSampling,
    plans: Plans,
    by_name: Mutex<HashMap<&'static str, Arc<AtomicU64>>>,
    by_place: Box<[AtomicU64]>,
}

impl Intake {
    pub(crate) fn new(service: Option<String>, redaction: Redaction, sampling: LogSampling) -> Self {
        let key_field = sampling.key_field().map(str::to_owned);
        Self {
            style: Style { service, redaction, key_field },
            sampling,
            plans: Plans::new(),
            by_name: Mutex::default(),
            by_place: (0..SHARED_COUNTERS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Shows the plan of a statement, or of a span.
    pub(crate) fn with_plan<T>(
        &self,
        metadata: &'static Metadata<'static>,
        show: impl FnOnce(&Plan) -> T,
    ) -> T {
        self.plans.with(metadata, || self.plan(metadata), show)
    }

    fn plan(&self, metadata: &'static Metadata<'static>) -> Plan {
        let mut plan = Plan::new(metadata, &self.style);
        if self.sampling.counts() && !plan.is_from_log {
            // tracing's made-up names hold file and line: they count by place without more ado.
            let mut counters = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
            plan.volume = Some(counters.entry(metadata.name()).or_default().clone());
        }
        plan
    }

    /// Says whether sampling lets the event pass.
    ///
    /// # Cost
    /// One comparison where nothing is sampled, and for errors and warnings.
    pub(crate) fn admits(&self, event: &Event<'_>, plan: &Plan, now: SystemTime) -> bool {
        self.sampling.always_keeps(*event.metadata().level()) || self.decide(event, plan, now)
    }

    fn decide(&self, event: &Event<'_>, plan: &Plan, now: SystemTime) -> bool {
        let traced = || current_ids().is_none_or(|(trace, _)| self.sampling.keeps_trace(trace));
        let keyed = || plan.key_field.is_none_or(|index| self.keeps_value_of(event, index));
        keyed() && traced() && self.keeps_volume(event, plan, now)
    }

    fn keeps_value_of(&self, event: &Event<'_>, index: usize) -> bool {
        let mut key = KeyText { index, text: None };
        event.record(&mut Visitor(&mut key));
        key.text.is_none_or(|text| self.sampling.keeps_value(&text))
    }

    fn keeps_volume(&self, event: &Event<'_>, plan: &Plan, now: SystemTime) -> bool {
        if !self.sampling.counts() {
            return true;
        }
        let second = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let count = plan.volume.as_deref().unwrap_or_else(|| {
            let mut place = Place { plan, hasher: DefaultHasher::new() };
            event.record(&mut Visitor(&mut place));
            &self.by_place[place.hasher.finish() as usize % SHARED_COUNTERS]
        });
        self.sampling.keeps_one_more(count, second)
    }
}

/// Reads the text of one field.
struct KeyText {
    index: usize,
    text: Option<String>,
}

impl TakeField for KeyText {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        if field.index() == self.index {
            self.text = Some(text_of(value));
        }
    }
}

/// Returns a value's text; a number and the same number as text are one key.
fn text_of(value: FieldValue<'_>) -> String {
    match value {
        FieldValue::Bool(value) => value.to_string(),
        FieldValue::Signed(value) => value.to_string(),
        FieldValue::Unsigned(value) => value.to_string(),
        FieldValue::SignedWide(value) => value.to_string(),
        FieldValue::UnsignedWide(value) => value.to_string(),
        FieldValue::Float(value) => value.to_string(),
        FieldValue::Text(value) => value.to_owned(),
        FieldValue::Bytes(value) => String::from_utf8_lossy(value).into_owned(),
        FieldValue::Error(value) => shown(&format_args!("{value}")),
        FieldValue::Debug(value) => shown(value),
    }
}

fn shown(value: &dyn std::fmt::Debug) -> String {
    let mut text = String::new();
    match nested::format(value, &mut text) {
        // A string that came as JSON is the same key as the string.
        nested::Written::Json => serde_json::from_str(&text).unwrap_or(text),
        nested::Written::Text => text,
    }
}

/// Reads where a record of the `log` crate was written.
struct Place<'a> {
    plan: &'a Plan,
    hasher: DefaultHasher,
}

impl TakeField for Place<'_> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        let role = self.plan.fields.get(field.index()).map(|field| field.role);
        match (role, value) {
            (Some(Role::LogTarget | Role::LogPlace), FieldValue::Text(text)) => text.hash(&mut self.hasher),
            (Some(Role::LogTarget | Role::LogPlace), FieldValue::Unsigned(number)) => {
                number.hash(&mut self.hasher);
            }
            _ => {}
        }
    }
}
