//! Messages through queues and topics, whoever carries them: a `PRODUCER` span for who sends, a `CONSUMER` span for who
//! works on what arrives, links between both, and metrics, in the words of OpenTelemetry's semantic conventions 1.42 for
//! messaging (status: development).
//!
//! ```
//! use std::{collections::HashMap, convert::Infallible};
//! use tracewell::messaging::Destination;
//!
//! struct Message {
//!     headers: HashMap<String, String>,
//!     order: u64,
//! }
//!
//! # let mut broker = Vec::new();
//! let orders = Destination::new("rabbitmq", "orders");
//!
//! // Who sends: the headers carry the span on.
//! let mut message = Message { headers: HashMap::new(), order: 17 };
//! orders.send(&mut message.headers).call(|| {
//!     broker.push(message);
//!     Ok::<_, Infallible>(())
//! });
//!
//! // Who is called with a message, or with several at once; `run` is the same for futures.
//! orders.process_batch(broker.iter().map(|message| &message.headers)).call(|| {
//!     assert_eq!(broker[0].order, 17);
//!     Ok::<_, Infallible>(())
//! });
//! ```
//!
//! Headers are whatever [`propagation`](crate::propagation) reads and writes: maps of texts, lists of names with texts
//! or bytes, and types of your own.
//!
//! # Spans
//! | Operation | Kind | Name | Linked with |
//! |---|---|---|---|
//! | [`send`](Destination::send), [`send_batch`](Destination::send_batch) | `PRODUCER` | `send orders` | |
//! | [`receive`](Destination::receive) | `CLIENT` | `receive orders` | who sent each message |
//! | [`process`](Destination::process), [`process_batch`](Destination::process_batch) | `CONSUMER` | `process orders` | who sent each message |
//!
//! Attributes: `messaging.system`, `messaging.destination.name`, `messaging.operation.name`,
//! `messaging.operation.type`, `messaging.consumer.group.name`, of a batch `messaging.batch.message_count`,
//! `error.type`, and what [`Operation::with`] adds.
//!
//! A single message that is worked on outside of any span continues the trace of who sent it, with its baggage. Within
//! a span, and for a batch, there are links alone: a span has one parent.
//!
//! # Metrics
//! | Metric | Counts, or measures |
//! |---|---|
//! | `messaging.client.sent.messages` | messages that somebody tried to send |
//! | `messaging.client.consumed.messages` | messages that arrived: with `receive`, else with `process` |
//! | `messaging.client.operation.duration` | `send` and `receive` |
//! | `messaging.process.duration` | `process` |
//!
//! They are there for messages whose trace is not sampled, too. Bodies and other headers are never recorded.

mod destination;
mod measured;
mod operation;

pub use destination::Destination;
pub use operation::Operation;
