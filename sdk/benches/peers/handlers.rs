//! An asynchronous handler that waits ten times: its span is made current and put away again at each poll.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use fastrace::future::FutureExt as _;
use opentelemetry::trace::{FutureExt as _, TraceContextExt, Tracer, TracerProvider};
use opentelemetry_sdk::trace::Sampler;
use tracewell::traced;
use tracing::{Dispatch, Instrument};
use tracing_subscriber::layer::SubscriberExt;

use crate::contestants::{Contestant, Group, ours, provider};

/// Handlers of one operation, one after the other.
const HANDLERS: u32 = 10;
/// How often one handler waits.
const AWAITS: u32 = 10;

/// Is not ready at the first poll.
#[derive(Default)]
struct Later(bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

async fn work() {
    for number in 0..AWAITS {
        Later::default().await;
        std::hint::black_box(number);
    }
}

#[traced]
async fn handler() {
    work().await;
}

/// Polls each future until it is ready.
fn run<F: Future>(handler: impl Fn() -> F) {
    for _ in 0..HANDLERS {
        let mut future = pin!(handler());
        while future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {}
    }
}

fn contestant(name: &'static str, operation: impl FnMut() + 'static) -> Contestant {
    Contestant { name, operation: Box::new(operation), settle: Box::new(fastrace::flush) }
}

fn with_context() -> Contestant {
    let provider = provider(Sampler::AlwaysOn);
    let tracer = provider.tracer("bench");
    contestant("with_context_handler", move || {
        let _provider = &provider;
        run(|| {
            let context = opentelemetry::Context::current_with_span(tracer.start("handler"));
            async {
                work().await;
                opentelemetry::Context::current().span().end();
            }
            .with_context(context)
        });
    })
}

fn tracing() -> Contestant {
    let provider = provider(Sampler::AlwaysOn);
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer));
    contestant("tracing_handler", move || {
        let _provider = &provider;
        tracing::dispatcher::with_default(&dispatch, || {
            run(|| work().instrument(tracing::info_span!("handler")));
        });
    })
}

fn fastrace() -> Contestant {
    use fastrace::prelude::{Span, SpanContext};
    contestant("fastrace_handler", || {
        run(|| work().in_span(Span::root("handler", SpanContext::random())));
    })
}

/// Returns everyone, set up; figures are those of one handler.
pub(crate) fn group() -> Group {
    let contestants = vec![ours("handler", || run(handler)), with_context(), tracing(), fastrace()];
    Group { ours: Some(Sampler::AlwaysOn), spans: HANDLERS, contestants }
}
