//! The attribute and derive macros of the tracewell SDK, re-exported by the `tracewell` crate.

mod entry;
mod labels;
mod log;
mod metrics;
mod traced;

use proc_macro::TokenStream;

#[doc = include_str!("traced.md")]
#[proc_macro_attribute]
pub fn traced(arguments: TokenStream, item: TokenStream) -> TokenStream {
    traced::traced(arguments.into(), item.into()).into()
}

#[doc = include_str!("handler.md")]
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    traced::handler(arguments.into(), item.into()).into()
}

#[doc = include_str!("metrics.md")]
#[proc_macro_attribute]
pub fn metrics(arguments: TokenStream, item: TokenStream) -> TokenStream {
    metrics::metrics(arguments.into(), item.into()).into()
}

/// Makes a struct a set of labels: each field is one.
///
/// ```ignore
/// #[derive(Labels)]
/// #[labels(max_combinations = 2_000)]
/// struct RequestLabels<'a> {
///     method: Method,
///     ok: bool,
///     #[label(name = "http.route", max = 200)]
///     route: &'a str,
/// }
/// ```
///
/// - A field whose type is a `LabelValue` is a closed set. The product of all of them is at most 1,000, or what
///   `max_combinations` says; more is an error of the compiler.
/// - A field with `max = n` is text (`AsRef<str>`): so many values are labels, others become `__other__`, and so do values
///   that look like identifiers. The first to come are let in; later, a value that comes often takes the place of one that
///   nobody has used for an hour.
/// - `integer` beside `max`: texts that are numbers are exported as numbers, as OpenTelemetry's conventions want statuses
///   and ports.
/// - `name = "…"` takes the place of the field's name.
/// - Names that say that there is a value for every user or request (`user_id`, `session_id`, `email`, `ip`, `url`,
///   `uuid`, `trace_id`, `timestamp`) are errors, but for `allow = "reason"`, which lets identifiers in as well.
/// - `#[labels(crate = path)]` says where the SDK is found.
#[proc_macro_derive(Labels, attributes(label, labels))]
pub fn labels(item: TokenStream) -> TokenStream {
    labels::labels(item.into()).into()
}

/// Makes an enum without fields a closed set of values for a label.
///
/// ```ignore
/// #[derive(LabelValue)]
/// enum Outcome {
///     Placed,
///     OutOfStock,
///     #[label(text = "4xx")]
///     Refused,
/// }
/// ```
///
/// A variant's text is its name in snake case, or what `text` says. `#[label(crate = path)]` on the enum says where the
/// SDK is found.
#[proc_macro_derive(LabelValue, attributes(label))]
pub fn label_value(item: TokenStream) -> TokenStream {
    labels::label_value(item.into()).into()
}

#[doc = include_str!("entry.md")]
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::main(arguments.into(), item.into()).into()
}

/// Logs an event of level `TRACE`; see [`macro@info`] for what it takes.
#[proc_macro]
pub fn trace(input: TokenStream) -> TokenStream {
    log::event("trace", input.into()).into()
}

/// Logs an event of level `DEBUG`; see [`macro@info`] for what it takes.
#[proc_macro]
pub fn debug(input: TokenStream) -> TokenStream {
    log::event("debug", input.into()).into()
}

/// Logs an event of level `INFO`.
///
/// ```ignore
/// info!("order_placed");
/// info!("order_placed", order.id = id, total = 12.5, customer = customer, lines = ?lines);
/// info!(target: "audit", "order_placed", id);
/// ```
///
/// The event's name comes first and is a string literal without values in it: lines of one kind then have one name, by
/// which they can be counted and found. Values are fields:
///
/// - `key = value` takes numbers, `bool`, text, their `Option` (`None` leaves the field out), errors (with their
///   causes), and whatever implements `serde::Serialize`, which is nested. Other subscribers see nested values as JSON
///   text.
/// - `key = ?value` takes the `Debug` text, `key = %value` the `Display` text.
/// - `key` alone stands for `key = key`, `order.id` for `order.id = order.id`; `?key` and `%key` likewise.
/// - A key is one or more identifiers with dots between them, or a string literal.
/// - `target: "…"` before the name takes the place of the module's path.
///
/// The event is a `tracing` event: its message is the name, and every subscriber sees it.
///
/// # Expansion
/// ```ignore
/// info!("order_placed", order.id = id);
/// // becomes
/// tracing::event!(
///     name: "order_placed", target: module_path!(), tracing::Level::INFO,
///     { "message" = "order_placed", "order.id" = (&&&&&&Pick(&id)).__tracewell_pick() }
/// );
/// ```
/// where method resolution picks, by the value's type, the way in which it becomes a field.
///
/// # Cost
/// Where no subscriber wants the event, one atomic read: values are not evaluated. With the SDK's feature `off`, nothing;
/// values are checked and not evaluated.
#[proc_macro]
pub fn info(input: TokenStream) -> TokenStream {
    log::event("info", input.into()).into()
}

/// Logs an event of level `WARN`; see [`macro@info`] for what it takes.
#[proc_macro]
pub fn warn(input: TokenStream) -> TokenStream {
    log::event("warn", input.into()).into()
}

/// Logs an event of level `ERROR`; see [`macro@info`] for what it takes.
#[proc_macro]
pub fn error(input: TokenStream) -> TokenStream {
    log::event("error", input.into()).into()
}
