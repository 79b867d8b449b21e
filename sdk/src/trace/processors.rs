//! Processors of other people: what they are shown, and how long their own work is waited for.
//!
//! Each flushes and ends on a thread of its own, as exporters do. One that never comes back takes nobody else's time, and
//! however often it is asked, it keeps that one thread and no more.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use opentelemetry::Context;
use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    trace::SpanProcessor,
};

use super::FinishedSpan;
use crate::pipeline::after;

/// A processor as the program gives it, with the name of its type.
pub(crate) type GivenProcessor = (Box<dyn SpanProcessor>, &'static str);

/// All of an installation, in the order in which they were given.
#[derive(Default)]
pub(crate) struct Processors(Vec<Foreign>);

struct Foreign {
    shared: Arc<Shared>,
    type_name: &'static str,
    orders: Sender<Order>,
}

/// What the processor's thread and those that end spans have in common.
struct Shared {
    processor: Box<dyn SpanProcessor>,
    /// Whether it panicked over a span, and nobody has been told so far.
    panicked: AtomicBool,
}

/// What is wanted of a processor, until when, and where to say how it ended.
struct Order {
    until: Instant,
    ends: bool,
    done: SyncSender<OTelSdkResult>,
}

/// Why a processor did not do what was ordered.
#[derive(Debug)]
pub(crate) enum ProcessorError {
    /// The deadline passed first.
    Deadline,
    /// It said so itself, or panicked; the first that was given has the number 1.
    Failed { number: usize, type_name: &'static str, error: OTelSdkError },
}

impl Processors {
    /// Starts a thread for each; it ends when that is ordered, or when nobody is left who could.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn start(given: Vec<GivenProcessor>) -> io::Result<Self> {
        given.into_iter().zip(1..).map(Foreign::start).collect::<Result<_, _>>().map(Self)
    }

    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows a finished span to each. One that panics is an error of the next flush; the others see the span.
    pub(super) fn show(&self, span: &FinishedSpan) {
        for Foreign { shared, .. } in &self.0 {
            let show = || shared.processor.on_end(span.clone().into());
            // It would unwind through the destructor that ends the span, and end the program if that unwinds already.
            if catch_unwind(AssertUnwindSafe(show)).is_err() {
                shared.panicked.store(true, Relaxed);
            }
        }
    }

    /// Orders that each send what it holds.
    pub(crate) fn begin_flush(&self, timeout: Duration) -> PendingProcessors {
        self.order(timeout, false)
    }

    /// Tells each that it is over.
    pub(crate) fn begin_shutdown(&self, timeout: Duration) -> PendingProcessors {
        self.order(timeout, true)
    }

    fn order(&self, timeout: Duration, ends: bool) -> PendingProcessors {
        let until = after(timeout);
        let answers = self.0.iter().map(|foreign| foreign.order(until, ends)).collect();
        PendingProcessors { answers, until }
    }
}

impl Foreign {
    fn start(((processor, type_name), number): (GivenProcessor, usize)) -> io::Result<Self> {
        let shared = Arc::new(Shared { processor, panicked: AtomicBool::new(false) });
        let (orders, inbox) = channel();
        let own = shared.clone();
        thread::Builder::new()
            .name(format!("tracewell-processor-{number}"))
            .spawn(move || own.obey_all(&inbox))?;
        Ok(Self { shared, type_name, orders })
    }

    fn order(&self, until: Instant, ends: bool) -> (&'static str, Receiver<OTelSdkResult>) {
        let (done, answer) = sync_channel(1);
        // Where nobody takes orders any more, waiting for it says so.
        let _ = self.orders.send(Order { until, ends, done });
        (self.type_name, answer)
    }
}

impl Shared {
    fn obey_all(&self, inbox: &Receiver<Order>) {
        // What it does to send spans is no trace of the program's.
        let _silence = Context::enter_telemetry_suppressed_scope();
        for order in inbox {
            // Whoever wanted a flush until then waits no more; who ordered the end wants the processor to know.
            if order.ends || Instant::now() < order.until {
                // Whoever gave the order may have stopped waiting.
                let _ = order.done.send(self.obey(&order));
            }
            if order.ends {
                return;
            }
        }
    }

    fn obey(&self, order: &Order) -> OTelSdkResult {
        let left = order.until.saturating_duration_since(Instant::now());
        let work = || {
            if order.ends { self.processor.shutdown_with_timeout(left) } else { self.processor.force_flush() }
        };
        let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(panicked("it panicked")));
        let panicked_before = self.panicked.swap(false, Relaxed);
        outcome.and(if panicked_before { Err(panicked("it panicked in `on_end`")) } else { Ok(()) })
    }
}

fn panicked(said: &str) -> OTelSdkError {
    OTelSdkError::InternalFailure(said.to_owned())
}

/// Orders that the processors have not carried out yet.
#[must_use = "whoever ordered it wants to know how it ended"]
pub(crate) struct PendingProcessors {
    answers: Vec<(&'static str, Receiver<OTelSdkResult>)>,
    until: Instant,
}

impl PendingProcessors {
    /// Waits until each is done, or the time of all is over.
    ///
    /// # Errors
    /// The first, in the order of the processors.
    pub(crate) fn wait(self) -> Result<(), ProcessorError> {
        let Self { answers, until } = self;
        let outcomes = answers.into_iter().zip(1..).map(|((type_name, answer), number)| {
            match answer.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(said) => said.map_err(|error| ProcessorError::Failed { number, type_name, error }),
                Err(_) => Err(ProcessorError::Deadline),
            }
        });
        // All are waited for, also behind one that failed: each has what is left of the time.
        outcomes.fold(Ok(()), Result::and)
    }
}
