//! Who is whose parent, and who is linked with whom.

use std::{collections::HashSet, convert::Infallible};

use opentelemetry::{
    KeyValue, SpanId,
    baggage::BaggageExt,
    trace::{SpanContext, SpanKind},
};
use opentelemetry_sdk::trace::SpanData;
use tracewell::{info, messaging::Destination, traced};

use super::{Headers, Message, attribute, captured, headers};

fn orders() -> Destination {
    Destination::new("in_memory", "orders").consumer_group("billing")
}

fn linked(span: &SpanData) -> HashSet<SpanId> {
    span.links.iter().map(|link| link.span_context.span_id()).collect()
}

fn ids<'a>(spans: impl IntoIterator<Item = &'a SpanData>) -> HashSet<SpanId> {
    spans.into_iter().map(|span| span.span_context.span_id()).collect()
}

#[traced]
async fn bill(messages: &[Message]) -> Result<u64, Infallible> {
    tokio::task::yield_now().await;
    info!("billed", orders = messages.len());
    Ok(messages.iter().map(|message| message.order).sum())
}

#[test]
fn the_span_of_a_batch_links_to_who_sent_each_message() {
    let capture = captured(async |queue| {
        for order in 1..=3 {
            queue.send(&orders(), order).await;
        }
        let batch = queue.take_all();
        let billed =
            orders().process_batch(batch.iter().map(|message| &message.headers)).run(bill(&batch)).await;
        assert_eq!(billed.unwrap(), 6);
    });
    let spans = capture.spans();
    let senders: Vec<_> = spans.iter().filter(|span| span.span_kind == SpanKind::Producer).collect();
    assert_eq!(senders.len(), 3);
    assert!(senders.iter().all(|sender| sender.name == "send orders"));
    let worker = capture.assert_span("process orders");
    assert_eq!(worker.span_kind, SpanKind::Consumer);
    assert_eq!(linked(&worker), ids(senders.iter().copied()));
    assert_eq!(worker.links.len(), 3);
    assert_eq!(worker.parent_span_id, SpanId::INVALID, "a batch belongs to no sender's trace");
    assert_eq!(capture.assert_span("bill").parent_span_id, worker.span_context.span_id());
    let expected = [
        ("messaging.system", "in_memory"),
        ("messaging.destination.name", "orders"),
        ("messaging.operation.name", "process"),
        ("messaging.operation.type", "process"),
        ("messaging.consumer.group.name", "billing"),
        ("messaging.batch.message_count", "3"),
    ];
    for (key, value) in expected {
        assert_eq!(attribute(&worker, key).as_deref(), Some(value), "{key}");
    }
    assert_eq!(worker.attributes.len(), expected.len(), "{:?}", worker.attributes);
}

#[test]
fn a_single_message_continues_the_trace_of_who_sent_it_with_its_baggage() {
    let capture = captured(async |queue| {
        let with_baggage = opentelemetry::Context::current().with_baggage([KeyValue::new("customer", "Ada")]);
        let attached = with_baggage.attach();
        let mut message = Message { headers: Headers::new(), order: 17 };
        let sending = orders().send(&mut message.headers).with(KeyValue::new("messaging.message.id", "m17"));
        let sent = sending.call(|| {
            queue.0.lock().unwrap().push_back(message);
            Ok::<_, Infallible>(())
        });
        sent.unwrap();
        drop(attached);
        let [message] = &*queue.take_all() else { panic!("one message") };
        let customer = orders().process(&message.headers).call(|| {
            Ok::<_, Infallible>(
                opentelemetry::Context::current().baggage().get("customer").map(ToString::to_string),
            )
        });
        assert_eq!(customer.unwrap().as_deref(), Some("Ada"));
    });
    let (sender, worker) = (capture.assert_span("send orders"), capture.assert_span("process orders"));
    assert_eq!(attribute(&sender, "messaging.message.id").as_deref(), Some("m17"));
    assert_eq!(attribute(&sender, "messaging.consumer.group.name"), None, "who sends is in no group");
    assert_eq!(attribute(&worker, "messaging.batch.message_count"), None);
    assert_eq!(worker.parent_span_id, sender.span_context.span_id());
    assert_eq!(worker.span_context.trace_id(), sender.span_context.trace_id());
    assert_eq!(linked(&worker), ids([&sender]));
}

#[test]
fn within_a_span_a_message_is_linked_and_the_span_is_the_parent() {
    #[traced]
    async fn pushed(message: &Message) {
        orders().process(&message.headers).run(bill(&[])).await.unwrap();
    }
    let capture = captured(async |queue| {
        queue.send(&orders(), 1).await;
        pushed(&queue.take_all()[0]).await;
    });
    let (sender, worker) = (capture.assert_span("send orders"), capture.assert_span("process orders"));
    assert_eq!(worker.parent_span_id, capture.assert_span("pushed").span_context.span_id());
    assert_eq!(linked(&worker), ids([&sender]));
}

#[test]
fn messages_that_are_asked_for_are_linked_when_they_have_come() {
    let capture = captured(async |queue| {
        queue.send(&orders(), 1).await;
        queue.send(&orders(), 2).await;
        let poll = async {
            let mut batch = queue.take_all();
            batch.push(Message { headers: Headers::new(), order: 3 });
            Ok::<_, Infallible>(batch)
        };
        let batch = orders().pulled().receive(poll, headers).await.unwrap();
        assert_eq!(batch.len(), 3);
    });
    let spans = capture.spans();
    let receiver = capture.assert_span("receive orders");
    assert_eq!(receiver.span_kind, SpanKind::Client);
    assert_eq!(linked(&receiver), ids(spans.iter().filter(|span| span.name == "send orders")));
    assert_eq!(receiver.links.len(), 2, "who sent the third does not say");
    assert_eq!(attribute(&receiver, "messaging.batch.message_count").as_deref(), Some("3"));
}

#[test]
fn messages_that_are_sent_together_carry_one_span_in_lists_of_bytes() {
    let capture = captured(async |_| {
        let mut batch =
            vec![Vec::<(String, Vec<u8>)>::new(), vec![("TraceParent".to_owned(), b"old".to_vec())]];
        orders().send_batch(&mut batch).call(|| Ok::<_, Infallible>(())).unwrap();
        orders().process_batch(&batch).call(|| Ok::<_, Infallible>(())).unwrap();
        assert_eq!(batch[1].len(), 1, "the old header is gone");
    });
    let (sender, worker) = (capture.assert_span("send orders"), capture.assert_span("process orders"));
    assert_eq!(attribute(&sender, "messaging.batch.message_count").as_deref(), Some("2"));
    let sent: Vec<&SpanContext> = worker.links.iter().map(|link| &link.span_context).collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|link| link.span_id() == sender.span_context.span_id() && link.is_remote()));
}
