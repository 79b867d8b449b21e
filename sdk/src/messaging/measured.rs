//! How many messages there are, and how long they take: semantic conventions 1.42, "Messaging metrics".

use super::Destination;
use crate::{
    metrics::{Counter, Histogram, LabelValue, Labels},
    operation::Measure,
};

/// What is done with messages: `messaging.operation.name` and, because both are the same here,
/// `messaging.operation.type`.
#[derive(Clone, Copy, PartialEq, Eq, LabelValue)]
pub(super) enum Kind {
    Send,
    Receive,
    Process,
}

#[derive(Labels)]
struct CountLabels<'a> {
    #[label(name = "messaging.operation.name")]
    operation: Kind,
    #[label(name = "messaging.system", max = 10)]
    system: &'a str,
    #[label(name = "messaging.destination.name", max = 200)]
    destination: &'a str,
    #[label(name = "messaging.consumer.group.name", max = 50)]
    group: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
}

#[derive(Labels)]
struct DurationLabels<'a> {
    #[label(name = "messaging.operation.name")]
    operation: Kind,
    #[label(name = "messaging.operation.type")]
    kind: Kind,
    #[label(name = "messaging.system", max = 10)]
    system: &'a str,
    #[label(name = "messaging.destination.name", max = 200)]
    destination: &'a str,
    #[label(name = "messaging.consumer.group.name", max = 50)]
    group: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
}

#[tracewell::metrics]
struct Messages {
    /// Messages that somebody tried to send.
    #[counter(unit = "{message}", name = "messaging.client.sent.messages")]
    sent: Counter<CountLabels<'static>>,
    /// Messages that arrived.
    #[counter(unit = "{message}", name = "messaging.client.consumed.messages")]
    consumed: Counter<CountLabels<'static>>,
    /// Duration of sending and receiving.
    #[histogram(unit = "s", name = "messaging.client.operation.duration")]
    duration: Histogram<DurationLabels<'static>>,
    /// Duration of the work on messages.
    #[histogram(unit = "s", name = "messaging.process.duration")]
    processing: Histogram<CountLabels<'static>>,
}

/// What is measured of messages.
pub(super) struct Message {
    pub(super) kind: Kind,
    pub(super) destination: Destination,
    pub(super) count: usize,
    /// Whether nobody else counts them.
    pub(super) is_counted: bool,
}

impl Measure for Message {
    fn enter(&self, seconds: f64, error: &str) {
        let (messages, operation) = (Messages::get(), self.kind);
        let (system, destination) = (self.destination.system.as_str(), self.destination.name.as_str());
        let group = self.destination.group.as_ref().filter(|_| operation != Kind::Send);
        let group = group.map_or("", |group| group.as_str());
        let labels = CountLabels { operation, system, destination, group, error };
        let count = if self.is_counted { self.count as u64 } else { 0 };
        match operation {
            Kind::Send => messages.sent.add(count, &labels),
            Kind::Receive | Kind::Process if count > 0 => messages.consumed.add(count, &labels),
            Kind::Receive | Kind::Process => {}
        }
        if operation == Kind::Process {
            messages.processing.record(seconds, &labels);
            return;
        }
        let kind = operation;
        messages
            .duration
            .record(seconds, &DurationLabels { operation, kind, system, destination, group, error });
    }
}
