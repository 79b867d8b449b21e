//! Futures and streams: what they wait for, what cuts them short, and what makes them.

use std::{future::Future, pin::Pin};

use futures_util::{FutureExt, Stream, StreamExt, future::BoxFuture};
use tests_spans::spans_of;
use tracewell::traced;

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

#[traced]
fn step() {}

#[traced]
async fn waits() {
    step();
    tokio::task::yield_now().await;
    step();
}

#[test]
fn two_futures_at_once_do_not_mix() {
    let spans = spans_of(|| block_on(async { tokio::join!(waits(), waits()) }).0);
    assert_eq!(spans.tree(), "waits\n  step\n  step\nwaits\n  step\n  step\n");
}

#[traced]
async fn never() {
    std::future::pending::<()>().await;
}

#[traced]
async fn outlives() {
    step();
    let _ = futures_util::poll!(std::pin::pin!(never()));
}

#[test]
fn a_future_that_is_dropped_is_marked_as_cancelled() {
    let spans = spans_of(|| block_on(outlives()));
    assert_eq!(spans.tree(), "outlives\n  step\n  never tracewell.cancelled=true\n");
}

#[test]
fn a_future_that_is_never_polled_has_no_span() {
    let spans = spans_of(|| drop(waits()));
    assert_eq!(spans.tree(), "");
}

struct StepsOnDrop;

impl Drop for StepsOnDrop {
    fn drop(&mut self) {
        step();
    }
}

#[traced]
async fn drops_its_arguments(_unused: StepsOnDrop, used: StepsOnDrop) {
    let _ = &used;
}

#[test]
fn arguments_of_a_future_are_dropped_under_its_span() {
    let spans = spans_of(|| block_on(drops_its_arguments(StepsOnDrop, StepsOnDrop)));
    assert_eq!(spans.tree(), "drops_its_arguments\n  step\n  step\n");
}

#[async_trait::async_trait]
trait Store {
    async fn load(&self, id: u32) -> Result<String, String>;

    #[traced(fields(id = id))]
    async fn provided(&mut self, id: u32, _guard: StepsOnDrop) -> u32 {
        step();
        id
    }
}

struct Memory(String);

#[async_trait::async_trait]
impl Store for Memory {
    #[traced(fields(name = self.0, id = id), err(log = false), ret)]
    async fn load(&self, id: u32) -> Result<String, String> {
        step();
        if id == 0 {
            return Err("none".to_owned());
        }
        tokio::task::yield_now().await;
        Err(self.0.clone()).or_else(Ok::<_, String>)?;
        Ok(self.0.clone())
    }
}

#[test]
fn async_trait_is_an_async_function() {
    let spans = spans_of(|| {
        let mut store = Memory("m".to_owned());
        drop(store.load(1));
        assert_eq!(block_on(store.load(1)).unwrap(), "m");
        assert!(block_on(store.load(0)).is_err());
        block_on(store.provided(3, StepsOnDrop));
    });
    let tree = spans.tree();
    let lines: Vec<&str> = tree.lines().collect();
    assert_eq!(lines[..2], ["load name=m id=1 return=m", "  step"]);
    assert!(lines[2].starts_with("load name=m id=0 error.type=") && lines[2].contains("Error {"), "{tree}");
    assert_eq!(lines[3..], ["  step", "provided id=3", "  step", "  step"]);
}

#[traced(fields(id = id), ret)]
fn by_hand(id: u32) -> impl Future<Output = u32> {
    async move {
        step();
        id
    }
}

#[traced(fields(text = text), ret)]
fn prepared(text: String) -> impl Future<Output = usize> + Send {
    step();
    let length = text.len();
    drop(text);
    waits().map(move |()| length)
}

#[traced(err(log = false))]
fn boxed(fails: bool) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
    if fails {
        return Box::pin(std::future::ready(Err("at once".to_owned())));
    }
    Box::pin(async move {
        waits().await;
        Ok(())
    })
}

#[traced]
fn aliased(text: &str) -> BoxFuture<'_, usize> {
    Box::pin(async move {
        step();
        text.len()
    })
}

#[test]
fn functions_that_return_a_future_span_the_future() {
    let spans = spans_of(|| {
        assert_eq!(block_on(by_hand(3)), 3);
        assert_eq!(block_on(prepared("four".to_owned())), 4);
        block_on(boxed(false)).unwrap();
        block_on(boxed(true)).unwrap_err();
        assert_eq!(block_on(aliased("x")), 1);
    });
    let tree = spans.tree();
    let waits = "  waits\n    step\n    step\n";
    let good =
        format!("by_hand id=3 return=3\n  step\nprepared text=four return=4\n  step\n{waits}boxed\n{waits}");
    let rest = tree.strip_prefix(&good).unwrap_or_else(|| panic!("{tree}"));
    assert!(rest.starts_with("boxed error.type=") && rest.ends_with("\naliased\n  step\n"), "{tree}");
}

#[traced(stream, fields(count = count))]
fn numbers(count: u32) -> impl Stream<Item = u32> {
    async_stream::stream! {
        for number in 0..count {
            step();
            yield number;
        }
    }
}

#[traced(stream)]
fn boxed_numbers<'a>(numbers: &'a [u32]) -> Pin<Box<dyn Stream<Item = u32> + Send + 'a>> {
    Box::pin(futures_util::stream::iter(numbers).map(|number| {
        step();
        *number
    }))
}

#[test]
fn a_stream_is_one_span_until_it_is_over() {
    let spans = spans_of(|| {
        let mut stream = std::pin::pin!(numbers(2));
        block_on(async {
            assert_eq!(stream.next().await, Some(0));
            waits().await;
            assert_eq!(stream.next().await, Some(1));
            assert_eq!(stream.next().await, None);
        });
        assert_eq!(block_on(boxed_numbers(&[5]).collect::<Vec<_>>()), [5]);
    });
    let expected = "numbers count=2\n  step\n  step\nwaits\n  step\n  step\nboxed_numbers\n  step\n";
    assert_eq!(spans.tree(), expected);
}

#[test]
fn a_stream_that_is_left_is_cancelled() {
    let spans = spans_of(|| {
        let mut stream = Box::pin(numbers(2));
        assert_eq!(block_on(stream.next()), Some(0));
    });
    assert_eq!(spans.tree(), "numbers count=2 tracewell.cancelled=true\n  step\n");
}
