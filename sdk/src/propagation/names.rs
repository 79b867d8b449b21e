//! The formats in use, by the names that `OTEL_PROPAGATORS` has for them.

use std::sync::Arc;

use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};

use super::{B3, Baggage, TraceContext};

type Format = Box<dyn TextMapPropagator + Send + Sync>;

/// Several formats as one propagator, used in the given order.
///
/// All of them write. When reading, a later format that finds a parent wins over an earlier one.
///
/// # Cost
/// That of each format, one after the other. A clone shares the formats.
#[derive(Clone, Debug)]
pub struct Propagators {
    formats: Arc<[Format]>,
    fields: Arc<[String]>,
}

impl Default for Propagators {
    /// Returns W3C trace context and baggage.
    fn default() -> Self {
        Self::new(vec![Box::new(TraceContext::new()), Box::new(Baggage::new())])
    }
}

impl Propagators {
    /// The names that [`from_names`](Self::from_names) takes.
    pub(crate) const NAMES: &str = "tracecontext, baggage, b3, b3multi, none";

    /// Returns the formats that a list names: `tracecontext`, `baggage`, `b3`, `b3multi`, or `none`.
    ///
    /// Names are separated by commas, in any case; repeated names count once, and `none` adds nothing. A list that
    /// names nothing at all stands for the default, as an unset variable does.
    ///
    /// # Errors
    /// [`UnknownPropagator`] with the first name that is none of these.
    ///
    /// # Cost
    /// An allocation for each format.
    pub fn from_names(names: &str) -> Result<Self, UnknownPropagator> {
        let mut chosen: Vec<Name> = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let name = Name::parse(name)?;
            if !chosen.contains(&name) {
                chosen.push(name);
            }
        }
        if chosen.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self::new(chosen.into_iter().filter_map(Name::format).collect()))
    }

    fn new(formats: Vec<Format>) -> Self {
        let fields = formats.iter().flat_map(|format| format.fields()).map(str::to_owned).collect();
        Self { formats: formats.into(), fields }
    }
}

impl TextMapPropagator for Propagators {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        for format in &*self.formats {
            format.inject_context(cx, injector);
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let extract = |context: Context, format: &Format| format.extract_with_context(&context, extractor);
        self.formats.iter().fold(cx.clone(), extract)
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

/// A name that stands for no propagation format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown propagator `{name}`; allowed are `tracecontext`, `baggage`, `b3`, `b3multi` and `none`")]
#[non_exhaustive]
pub struct UnknownPropagator {
    /// The name as it was given.
    pub name: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    TraceContext,
    Baggage,
    B3,
    B3Multi,
    None,
}

impl Name {
    fn parse(name: &str) -> Result<Self, UnknownPropagator> {
        match name.to_ascii_lowercase().as_str() {
            "tracecontext" => Ok(Self::TraceContext),
            "baggage" => Ok(Self::Baggage),
            "b3" => Ok(Self::B3),
            "b3multi" => Ok(Self::B3Multi),
            "none" => Ok(Self::None),
            _ => Err(UnknownPropagator { name: name.to_owned() }),
        }
    }

    fn format(self) -> Option<Format> {
        match self {
            Self::TraceContext => Some(Box::new(TraceContext::new())),
            Self::Baggage => Some(Box::new(Baggage::new())),
            Self::B3 => Some(Box::new(B3::single())),
            Self::B3Multi => Some(Box::new(B3::multi())),
            Self::None => None,
        }
    }
}
