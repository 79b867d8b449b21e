//! The attribute and derive macros of the tracewell SDK, re-exported by the `tracewell` crate.

mod entry;
mod log;
mod traced;

use proc_macro::TokenStream;

#[doc = include_str!("traced.md")]
#[proc_macro_attribute]
pub fn traced(arguments: TokenStream, item: TokenStream) -> TokenStream {
    traced::traced(arguments.into(), item.into()).into()
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
