//! Where messages go to and come from, and the spans of who sends and receives them.

use std::{borrow::Cow, fmt::Display, sync::Arc};

use opentelemetry::{
    Context, KeyValue, StringValue, global,
    trace::{Link, SpanKind, TraceContextExt},
};

use super::{
    Operation,
    measured::{Kind, Message},
};
use crate::{
    current::current,
    metrics::LabelValue,
    operation,
    propagation::{ReadCarrier, WriteCarrier, extract, inject, inject_context},
    trace::{Described, open_linked},
};

/// A queue or a topic; see [the module](super).
///
/// # Cost
/// Names are shared: a clone counts references.
#[derive(Clone, Debug)]
pub struct Destination {
    pub(super) system: StringValue,
    pub(super) name: StringValue,
    pub(super) group: Option<StringValue>,
    is_pulled: bool,
}

impl Destination {
    /// Names the system as the conventions do (`kafka`, `rabbitmq`, `aws_sqs`, or one of your own), and the queue or
    /// topic. The name becomes part of spans' names: it must be one of few.
    #[must_use]
    pub fn new(system: impl Into<Cow<'static, str>>, name: impl Into<Cow<'static, str>>) -> Self {
        Self { system: shared(system.into()), name: shared(name.into()), group: None, is_pulled: false }
    }

    /// Says for which group of consumers messages are received.
    #[must_use]
    pub fn consumer_group(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.group = Some(shared(name.into()));
        self
    }

    /// Says that messages come from [`receive`](Self::receive), which counts them: [`process`](Self::process) then does
    /// not count them once more.
    #[must_use]
    pub const fn pulled(mut self) -> Self {
        self.is_pulled = true;
        self
    }

    /// Begins to send a message: writes the span's context into its headers.
    #[must_use = "the sending happens in `run` or `call`"]
    pub fn send(&self, headers: &mut impl WriteCarrier) -> Operation {
        let sending = self.begin(Kind::Send, SpanKind::Producer, current(), Vec::new(), None);
        write(&sending, headers);
        Operation(sending)
    }

    /// Begins to send messages together: all of them carry the same span on.
    #[must_use = "the sending happens in `run` or `call`"]
    pub fn send_batch<'m, C: WriteCarrier + 'm>(
        &self,
        headers: impl IntoIterator<Item = &'m mut C>,
    ) -> Operation {
        let mut sending = self.begin(Kind::Send, SpanKind::Producer, current(), Vec::new(), Some(0));
        let mut count = 0;
        for headers in headers {
            write(&sending, headers);
            count += 1;
        }
        counted(&mut sending, count);
        Operation(sending)
    }

    /// Asks for messages, and links to who sent each of those that come; `headers` finds their headers.
    ///
    /// ```
    /// # use std::{collections::HashMap, convert::Infallible};
    /// # use tracewell::messaging::Destination;
    /// # type Message = (HashMap<String, String>, u64);
    /// # async fn poll() -> Result<Vec<Message>, Infallible> { Ok(Vec::new()) }
    /// # async fn example() {
    /// let orders = Destination::new("kafka", "orders").pulled();
    /// let batch = orders.receive(poll(), |batch| batch.iter().map(|(headers, _)| headers).collect()).await;
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the work.
    pub async fn receive<T, E: Display, C: ReadCarrier>(
        &self,
        work: impl Future<Output = Result<T, E>>,
        headers: impl for<'t> FnOnce(&'t T) -> Vec<&'t C>,
    ) -> Result<T, E> {
        let mut receiving = self.begin(Kind::Receive, SpanKind::Client, current(), Vec::new(), Some(0));
        // Nothing has come yet: an attempt that fails counts no message.
        receiving.measure().count = 0;
        let note = |receiving: &mut operation::Operation<Message>, outcome: &Result<T, E>| match outcome {
            Ok(batch) => {
                let headers = headers(batch);
                counted(receiving, headers.len());
                receiving.note(|span| {
                    headers
                        .into_iter()
                        .filter_map(link)
                        .for_each(|link| span.add_link(link.span_context, Vec::new()));
                });
            }
            Err(error) => Operation::note(receiving, error),
        };
        operation::Run::new(receiving, work, note).await
    }

    /// Begins to work on a message.
    #[must_use = "the work happens in `run` or `call`"]
    pub fn process(&self, headers: &impl ReadCarrier) -> Operation {
        let ambient = current();
        let parent = if ambient.span().span_context().is_valid() { ambient } else { extract(headers) };
        let links = link(headers).into_iter().collect();
        let processing = self.begin(Kind::Process, SpanKind::Consumer, parent, links, None);
        Operation(processing)
    }

    /// Begins to work on messages together.
    #[must_use = "the work happens in `run` or `call`"]
    pub fn process_batch<'m, C: ReadCarrier + 'm>(
        &self,
        headers: impl IntoIterator<Item = &'m C>,
    ) -> Operation {
        let (mut links, mut count) = (Vec::new(), 0);
        for headers in headers {
            links.extend(link(headers));
            count += 1;
        }
        let mut processing = self.begin(Kind::Process, SpanKind::Consumer, current(), links, Some(count));
        processing.measure().count = count;
        Operation(processing)
    }

    fn begin(
        &self,
        kind: Kind,
        span_kind: SpanKind,
        parent: Context,
        links: Vec<Link>,
        batch: Option<usize>,
    ) -> operation::Operation<Message> {
        let operation = Kind::text(kind.index());
        let describe = || {
            let mut attributes = Vec::with_capacity(6);
            attributes.push(KeyValue::new("messaging.system", self.system.clone()));
            attributes.push(KeyValue::new("messaging.destination.name", self.name.clone()));
            attributes.push(KeyValue::new("messaging.operation.name", operation));
            attributes.push(KeyValue::new("messaging.operation.type", operation));
            if let (Some(group), true) = (&self.group, kind != Kind::Send) {
                attributes.push(KeyValue::new("messaging.consumer.group.name", group.clone()));
            }
            if let Some(count) = batch {
                attributes.push(KeyValue::new("messaging.batch.message_count", count as i64));
            }
            Described { name: format!("{operation} {}", self.name).into(), attributes, links }
        };
        let opened = open_linked(parent, span_kind, describe);
        let is_counted = kind != Kind::Process || !self.is_pulled;
        operation::Operation::new(opened, Message { kind, destination: self.clone(), count: 1, is_counted })
    }
}

/// Writes the span of an operation into headers; what is current where it has none.
fn write(operation: &operation::Operation<Message>, headers: &mut impl WriteCarrier) {
    match operation.context() {
        Some(context) => inject_context(context, headers),
        None => inject(headers),
    }
}

/// Says how many messages it is about.
fn counted(operation: &mut operation::Operation<Message>, count: usize) {
    operation.measure().count = count;
    operation.note(|span| span.set_attribute(KeyValue::new("messaging.batch.message_count", count as i64)));
}

/// Returns the link to who sent a message; none where its headers do not say.
fn link(headers: &impl ReadCarrier) -> Option<Link> {
    let nowhere = Context::new();
    let sent = global::get_text_map_propagator(|propagator| {
        propagator.extract_with_context(&nowhere, &headers.extractor())
    });
    let span = sent.span();
    span.span_context().is_valid().then(|| Link::with_context(span.span_context().clone()))
}

fn shared(name: Cow<'static, str>) -> StringValue {
    match name {
        Cow::Borrowed(name) => name.into(),
        Cow::Owned(name) => Arc::<str>::from(name).into(),
    }
}
