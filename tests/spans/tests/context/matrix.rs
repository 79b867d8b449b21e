//! Each kind of span in each, by each crossing.

use tokio::runtime::{Builder, Runtime};
use tracewell::{
    opentelemetry::{
        Context, SpanId, TraceFlags, TraceId,
        trace::{SpanContext, TraceContextExt, TraceState},
    },
    testing::{CapturedLog, capture},
};

use crate::{
    crossings::CROSSINGS,
    kinds::{KINDS, Kind},
    runtime::{RUNTIME, block_on},
    tree::{Node, check},
};

fn one_thread() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

fn assert_none_fails(failures: impl Iterator<Item = String>) {
    let failures: Vec<_> = failures.collect();
    assert!(failures.is_empty(), "{} cells fail:\n{}", failures.len(), failures.join("\n"));
}

fn pairs() -> impl Iterator<Item = (Kind, Kind)> {
    KINDS.into_iter().flat_map(|parent| KINDS.map(|child| (parent, child)))
}

/// Parents that are calls, and parents that are futures, with a child by each crossing.
fn cells(from_task: bool) -> impl Iterator<Item = Node> {
    let crossings = CROSSINGS.into_iter().filter(move |crossing| crossing.is_from_task() == from_task);
    crossings.flat_map(|crossing| {
        pairs().map(move |(parent, child)| {
            Node::by("call", parent).over(Node::by(crossing.name, child)).numbered()
        })
    })
}

#[test]
fn from_calls() {
    let _runtime = RUNTIME.enter();
    assert_none_fails(cells(false).filter_map(|cell| check(&cell, Node::call).err()));
}

#[test]
fn from_tasks_on_one_thread() {
    let runtime = one_thread();
    let run = |node: Node| runtime.block_on(node.into_task());
    assert_none_fails(cells(true).filter_map(|cell| check(&cell, run).err()));
}

#[test]
fn from_tasks_on_several_threads() {
    let run = |node: Node| {
        RUNTIME.block_on(async { tracewell::spawn(node.into_task()).await.expect("no panic") });
    };
    assert_none_fails(cells(true).filter_map(|cell| check(&cell, run).err()));
}

/// Three spans, by these crossings to the second and to the third.
fn threes(second: &str, third: &str) -> impl Iterator<Item = Node> {
    KINDS.into_iter().flat_map(move |outer| {
        pairs().map(move |(middle, inner)| {
            let below = Node::by(second, middle).over(Node::by(third, inner));
            Node::by("call", outer).over(below).numbered()
        })
    })
}

#[test]
fn three_deep_from_calls() {
    let _runtime = RUNTIME.enter();
    let ways = [
        ("call", "call"),
        ("call", "block_on"),
        ("block_on", "await"),
        ("panic", "unwinding"),
        ("rayon join", "thread"),
        ("block_on", "spawn"),
        ("thread", "poll and drop"),
    ];
    let cells = ways.into_iter().flat_map(|(second, third)| threes(second, third));
    assert_none_fails(cells.filter_map(|cell| check(&cell, Node::call).err()));
}

#[test]
fn three_deep_from_tasks() {
    let runtime = one_thread();
    let run = |node: Node| runtime.block_on(node.into_task());
    let ways = [
        ("await", "await"),
        ("await", "call in a task"),
        ("call in a task", "call"),
        ("select, loser", "join"),
        ("spawn", "spawn_blocking"),
        ("join", "select, loser"),
        ("a task that moves", "stream"),
        ("spawn_blocking", "block_on"),
    ];
    let cells = ways.into_iter().flat_map(|(second, third)| threes(second, third));
    assert_none_fails(cells.filter_map(|cell| check(&cell, run).err()));
}

#[test]
fn every_kind_continues_a_remote_trace() {
    let trace = TraceId::from(7_u128);
    let remote =
        SpanContext::new(trace, SpanId::from(9_u64), TraceFlags::SAMPLED, true, TraceState::default());
    for kind in KINDS {
        let _attached = Context::new().with_remote_span_context(remote.clone()).attach();
        let capture = capture();
        tracewell::info!("of the caller");
        Node::by("call", kind).numbered().call();
        block_on(Node::by("call", kind).numbered().into_task());
        let ids = |log: &CapturedLog| (log.trace_id(), log.span_id());
        let of_remote = (Some(trace), Some(remote.span_id()));
        assert_eq!(ids(&capture.assert_log("of the caller")), of_remote, "{kind:?}");
        let spans = capture.spans();
        assert_eq!(spans.len(), 2, "{kind:?}");
        for span in spans {
            assert_eq!(span.span_context.trace_id(), trace, "{kind:?}");
            assert_eq!(span.parent_span_id, remote.span_id(), "{kind:?}");
            assert!(span.parent_span_is_remote, "{kind:?}");
        }
    }
}

#[test]
fn siblings_do_not_inherit_from_each_other() {
    let siblings = |parent| {
        let mut node = Node::by("call", parent);
        node.children =
            pairs().flat_map(|(one, other)| [one, other]).map(|kind| Node::by("join", kind)).collect();
        node.numbered()
    };
    let run = |node: Node| block_on(node.into_task());
    assert_none_fails(KINDS.into_iter().filter_map(|parent| check(&siblings(parent), run).err()));
}
