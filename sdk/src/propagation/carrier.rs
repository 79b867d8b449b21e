//! Carriers: where headers are read from and written to.
//!
//! Opentelemetry's `Extractor` and `Injector` cannot be implemented here for types of other crates, so that each use
//! would need a wrapper; these two traits say which wrapper a type gets.

#[cfg(feature = "http")]
pub(super) mod http;
pub(super) mod map;
mod pairs;

use opentelemetry::propagation::{Extractor, Injector};

/// Headers or a message that [`extract`](super::extract) reads.
///
/// Implemented for `HashMap<String, String>`, `BTreeMap<String, String>`, for `Vec<(String, String)>` and
/// `Vec<(String, Vec<u8>)>`, for each [`TextMap`](super::TextMap) of yours, and, with feature `http`, for
/// `http::HeaderMap`. For another type, return your own `Extractor`; let its `get_all` return every header of a name,
/// or a doubled `traceparent` goes unnoticed.
pub trait ReadCarrier {
    /// Returns a view that looks names up without regard to case.
    fn extractor(&self) -> impl Extractor;
}

/// Headers or a message that [`inject`](super::inject) writes.
///
/// Implemented for the same types as [`ReadCarrier`].
pub trait WriteCarrier {
    /// Returns a view that sets a name, in place of all values that it had.
    fn injector(&mut self) -> impl Injector;

    /// Removes all values of a name, without regard to case.
    fn remove(&mut self, name: &str);
}
