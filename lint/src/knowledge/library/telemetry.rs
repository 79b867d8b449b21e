//! What API paths emit: log records, print-outs, metrics and their labels.

use super::selector::{OnlyWhen, Selector, SelectorKey};
use super::spec::{Spec, spec};
use serde::Deserialize;

spec! {
    /// Writes a log record.
    LoggerSpec {
        /// A level, or `method`.
        level: String,
        /// Which argument is the message.
        message: Selector,
        /// How the message is built.
        style: Style,
        /// Arguments that attach the error.
        error_arguments: Vec<String>,
        /// Attaches the current error by itself.
        carries_error: bool,
        /// It takes no fields.
        without_fields: bool,
        /// Which argument holds the fields.
        fields: Selector,
        /// The library's name.
        library: String,
        /// Calls that are taken for it by name alone, where nothing is known of the receiver: `logger.warn`.
        guess: Vec<String>,
    }
}

spec! {
    /// Prints.
    PrintSpec {
        /// Arguments that choose another stream.
        stream: Selector,
        /// Prints only where an argument is one of these.
        only_when: Option<OnlyWhen>,
        /// Speaks to a terminal by design.
        for_people: bool,
        /// Shows the error at hand, whatever it is given.
        shows_error: bool,
    }
}

spec! {
    /// Defines a metric.
    MetricSpec {
        /// `counter`, `gauge`, `histogram` or `summary`.
        r#type: String,
        /// Which argument is the name.
        name: Selector,
        /// Arguments whose texts come before the name, joined by `_`.
        name_prefix: Vec<SelectorKey>,
        /// Which argument is the unit.
        unit: Selector,
        /// Which argument lists the labels.
        labels: Selector,
        /// `prometheus`, `opentelemetry` or `statsd`.
        convention: String,
        /// Whether the library appends `_total` itself.
        adds_total: bool,
        /// Whether what writes metrics out puts underscores in the place of dots.
        replaces_dots: bool,
        /// Whether the name's text may go on with labels in braces.
        labels_in_name: bool,
        /// Methods that only a gauge should have: a counter on which they are called is one.
        gauge_methods: Vec<String>,
        /// It defines one only where an argument is one of these.
        only_when: Option<OnlyWhen>,
        /// Which argument is a function that yields the value: a gauge that has one may show what is counted elsewhere.
        callback: Selector,
        /// The library's name.
        library: String,
    }
}

spec! {
    /// Uses a metric with labels.
    MetricUseSpec {
        /// Which argument holds them.
        labels: Selector,
    }
}

spec! {
    /// Builds one label.
    LabelSpec {
        /// Which argument is the name.
        key: Selector,
        /// Which argument is the value.
        value: Selector,
    }
}

/// How a logger builds its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Takes it as it is.
    #[default]
    Plain,
    /// Placeholders and arguments, kept apart until written.
    Lazy,
    /// Likewise, where the text may name values itself.
    Deferred,
    /// Placeholders and arguments, formatted at once.
    Printf,
    /// Joins all its arguments.
    Print,
}
