//! What a Collector's file exporter has written.

use std::{io, net::TcpListener, path::Path};

use serde_json::{Map, Value};

/// What one life of a Collector has written.
#[derive(Debug, Default)]
pub struct Received {
    /// The requests, oldest first: one line each.
    pub requests: Vec<Value>,
    /// Whether the last line was torn by a kill; it was never confirmed.
    pub is_torn: bool,
}

impl Received {
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let text = match std::fs::read_to_string(path) {
            // The file comes with the first request.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            text => text?,
        };
        let mut received = Self::default();
        let lines: Vec<_> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            match serde_json::from_str(line) {
                Ok(request) => received.requests.push(request),
                Err(_) if index + 1 == lines.len() => received.is_torn = true,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(received)
    }

    /// Returns all spans, as they were written.
    pub fn spans(&self) -> impl Iterator<Item = &Value> {
        self.spans_by_service().map(|(_, span)| span)
    }

    /// Returns all spans, each with the name of the service that sent it.
    pub fn spans_by_service(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.requests.iter().flat_map(|request| items(request, "resourceSpans")).flat_map(|resource| {
            let name = attribute(&resource["resource"], "service.name");
            let name = name.and_then(|name| name["stringValue"].as_str()).unwrap_or_default();
            let scopes = items(resource, "scopeSpans");
            scopes.flat_map(|scope| items(scope, "spans")).map(move |span| (name, span))
        })
    }
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value[name].as_array().into_iter().flatten()
}

/// Returns the value of an attribute, as OTLP's JSON has it.
#[must_use]
pub fn attribute<'a>(holder: &'a Value, key: &str) -> Option<&'a Value> {
    items(holder, "attributes").find(|attribute| attribute["key"] == key).map(|attribute| &attribute["value"])
}

/// Returns a port of the loopback address that nobody listens on.
///
/// # Panics
/// Where the system has no port left.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Takes away the times of a point, which end after they begin, and sorts its attributes; a gauge has no beginning.
///
/// # Panics
/// Where a time is missing, or wrong.
pub fn without_time(point: &mut Map<String, Value>, is_gauge: bool) {
    let [start, time] = ["startTimeUnixNano", "timeUnixNano"].map(|name| point.remove(name));
    assert_eq!(start.is_none(), is_gauge, "{point:?}");
    let nanoseconds = |time: Value| time.as_str().map(ToOwned::to_owned).expect("a time is text in JSON");
    let time = time.map(nanoseconds).expect("a point has a time");
    assert!(start.map(nanoseconds).is_none_or(|start| start <= time), "{point:?}");
    if let Some(attributes) = point.get_mut("attributes").and_then(Value::as_array_mut) {
        attributes.sort_by_key(|attribute| attribute["key"].to_string());
    }
}
