//! `http::HeaderMap`, the headers of hyper, axum, tonic and reqwest.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::propagation::{Extractor, Injector};

use super::{ReadCarrier, WriteCarrier};

/// Stands for a value that is not UTF-8. It is in no format's grammar: were the value skipped instead, a doubled
/// header could pass for a single one.
const UNREADABLE: &str = "\u{fffd}";

/// Reads a `HeaderMap` for opentelemetry's propagators; several headers of one name are all seen.
///
/// # Cost
/// One hash look-up per header, and a check that its values are UTF-8.
#[derive(Debug)]
pub struct HeaderExtractor<'a>(pub &'a HeaderMap);

impl Extractor for HeaderExtractor<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(text)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }

    fn get_all(&self, key: &str) -> Option<Vec<&str>> {
        let values: Vec<&str> = self.0.get_all(key).iter().map(text).collect();
        (!values.is_empty()).then_some(values)
    }
}

fn text(value: &HeaderValue) -> &str {
    std::str::from_utf8(value.as_bytes()).unwrap_or(UNREADABLE)
}

/// Writes a `HeaderMap` for opentelemetry's propagators, in place of earlier headers of that name.
///
/// A name or value that no header can hold is left out, as is a header for which the map has no room.
#[derive(Debug)]
pub struct HeaderInjector<'a>(pub &'a mut HeaderMap);

impl Injector for HeaderInjector<'_> {
    fn set(&mut self, key: &str, value: String) {
        let name = HeaderName::from_bytes(key.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
            // `insert` would panic where the map is full; a lost header is what remains to do.
            let _full = self.0.try_insert(name, value);
        }
    }
}

impl ReadCarrier for HeaderMap {
    fn extractor(&self) -> impl Extractor {
        HeaderExtractor(self)
    }
}

impl WriteCarrier for HeaderMap {
    fn injector(&mut self) -> impl Injector {
        HeaderInjector(self)
    }

    fn remove(&mut self, name: &str) {
        HeaderMap::remove(self, name);
    }
}
