//! Messages from who sends to who works on them, through a queue in memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod counted;
mod outcomes;
mod spans;

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    sync::Mutex,
};

use opentelemetry::global;
use opentelemetry_sdk::trace::SpanData;
use tracewell::{
    messaging::Destination,
    propagation::Propagators,
    testing::{Capture, capture},
};

type Headers = HashMap<String, String>;

struct Message {
    headers: Headers,
    order: u64,
}

#[expect(clippy::ptr_arg, reason = "this is what is received")]
fn headers(batch: &Vec<Message>) -> Vec<&Headers> {
    batch.iter().map(|message| &message.headers).collect()
}

/// A broker with one queue.
#[derive(Default)]
struct Queue(Mutex<VecDeque<Message>>);

impl Queue {
    /// Sends an order, each under a span and in a trace of its own.
    async fn send(&self, destination: &Destination, order: u64) {
        let mut message = Message { headers: Headers::new(), order };
        let sending = destination.send(&mut message.headers);
        let sent = sending.run(async {
            tokio::task::yield_now().await;
            self.0.lock().unwrap().push_back(message);
            Ok::<_, Infallible>(())
        });
        sent.await.unwrap();
    }

    fn take_all(&self) -> Vec<Message> {
        self.0.lock().unwrap().drain(..).collect()
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Works with headers that carry traces and baggage, and captures the spans of it.
fn captured(work: impl AsyncFnOnce(&Queue)) -> Capture {
    global::set_text_map_propagator(Propagators::default());
    let capture = capture();
    run(work(&Queue::default()));
    capture
}

fn attribute(span: &SpanData, key: &str) -> Option<String> {
    span.attributes
        .iter()
        .find(|attribute| attribute.key.as_str() == key)
        .map(|found| found.value.to_string())
}
