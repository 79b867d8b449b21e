//! The program under test: it is configured by the standard variables alone, makes spans, shuts down, and prints what
//! its ledger says as one line of JSON.
//!
//! `known` makes the spans that `tests/fields.rs` knows, `logs` the records of `tests/logs.rs`, `measured` the metrics of
//! `tests/metrics.rs`; `burst N` makes N; `load MILLISECONDS` makes them on two
//! threads for so long; `lines N` logs N lines of a kilobyte, each in a span. `SHUTDOWN_MS` is the deadline for shutting
//! down, and `REPORT` names a file to print to in place of standard output; `IN_CODE` names a receiver that is all the
//! installation is told of.

mod instruments;
mod known;

use std::error::Error;
use std::io::Write as _;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use opentelemetry::KeyValue;
use opentelemetry::global;
use opentelemetry::trace::{Span as _, Tracer as _};
use serde_json::{Value, json};
use tracewell::{Telemetry, pipeline::Balance};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let number = arguments.next().map_or(Ok(0), |number| number.parse())?;
    let telemetry = match std::env::var("IN_CODE") {
        Ok(endpoint) => {
            Telemetry::builder().environment([("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)]).install()?
        }
        Err(_) => tracewell::init()?,
    };
    match what.as_str() {
        "known" => known::make(),
        "logs" => known::log(),
        "measured" => {
            known::measure();
            instruments::measure();
        }
        "burst" => (0..number).for_each(|_| numbered()),
        "load" => load(Duration::from_millis(number)),
        "lines" => (0..number).for_each(|_| line()),
        _ => return Err("known | logs | measured | burst N | load MILLISECONDS | lines N".into()),
    }
    let [spans, lines, records] = telemetry.ledgers();
    let ledger = match what.as_str() {
        "logs" => records,
        "lines" if std::env::var_os("OTEL_LOGS_EXPORTER").is_some_and(|name| name == "console") => lines,
        _ => spans,
    };
    let deadline = std::env::var("SHUTDOWN_MS").map_or(Ok(5_000), |number| number.parse())?;
    let begun = Instant::now();
    let outcome = telemetry.shutdown(Duration::from_millis(deadline));
    let took = begun.elapsed();
    let error = outcome.err().map(|error| error.to_string());
    let said = said(ledger.balance(), error.as_deref(), took);
    match std::env::var_os("REPORT") {
        Some(file) => std::fs::write(file, said.to_string())?,
        None => writeln!(std::io::stdout(), "{said}")?,
    }
    Ok(())
}

/// Makes one span with a number of its own.
fn numbered() {
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let mut span = global::tracer("load").start("numbered");
    span.set_attribute(KeyValue::new("number", NUMBER.fetch_add(1, Relaxed)));
}

/// Logs a kilobyte in a span whose name is as long.
fn line() {
    let text = "x".repeat(1_000);
    global::tracer("lines").in_span(text.clone(), |_| tracewell::info!("line", text));
}

/// Makes spans on two threads, some thousands in a second.
fn load(time: Duration) {
    let end = Instant::now() + time;
    let work = move || {
        while Instant::now() < end {
            numbered();
            thread::sleep(Duration::from_micros(200));
        }
    };
    let other = thread::spawn(work);
    work();
    other.join().unwrap_or_default();
}

fn said(balance: Balance, error: Option<&str>, took: Duration) -> Value {
    let dropped: serde_json::Map<_, _> =
        balance.dropped.iter().map(|(reason, count)| (reason.as_str().to_owned(), json!(count))).collect();
    json!({
        "attempted": balance.attempted,
        "delivered": balance.delivered,
        "dropped": dropped,
        "error": error,
        "shutdown_ms": took.as_millis() as u64,
    })
}
