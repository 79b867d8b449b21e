//! The books of one installation as observable instruments.

use std::sync::{
    Arc, Weak,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use opentelemetry::{
    InstrumentationScope, KeyValue,
    metrics::{AsyncInstrument, Meter},
};

use crate::pipeline::{Balance, DropReason, Ledger};

/// One signal's ledger, and the queue where it has one that is counted in records.
pub(crate) struct Book {
    names: &'static Names,
    ledger: Arc<Ledger>,
    queue: Option<QueueReading>,
}

/// How many records wait, and how many may.
struct QueueReading {
    len: Box<dyn Fn() -> usize + Send + Sync>,
    capacity: usize,
}

/// All books of one installation; instruments hold it weakly, and observe nothing when the installation has ended.
pub(crate) struct Books {
    books: Vec<Book>,
    /// Tells the installations of one process apart.
    component: [KeyValue; 2],
}

/// What one signal's metrics are called.
struct Names {
    unit: &'static str,
    processed: &'static str,
    exported: Option<&'static str>,
    queue_size: &'static str,
    queue_capacity: &'static str,
    sampled_out: &'static str,
}

static SPANS: Names = Names {
    unit: "{span}",
    processed: "otel.sdk.processor.span.processed",
    exported: Some("otel.sdk.exporter.span.exported"),
    queue_size: "otel.sdk.processor.span.queue.size",
    queue_capacity: "otel.sdk.processor.span.queue.capacity",
    sampled_out: "tracewell.span.sampled_out",
};

static RECORDS: Names = Names {
    unit: "{log_record}",
    processed: "otel.sdk.processor.log.processed",
    exported: Some("otel.sdk.exporter.log.exported"),
    queue_size: "otel.sdk.processor.log.queue.size",
    queue_capacity: "otel.sdk.processor.log.queue.capacity",
    sampled_out: "tracewell.log_record.sampled_out",
};

/// Lines have no exporter behind their queue, and a queue that is counted in bytes.
static LINES: Names = Names {
    unit: "{line}",
    processed: "tracewell.log_line.processed",
    exported: None,
    queue_size: "",
    queue_capacity: "",
    sampled_out: "tracewell.log_line.sampled_out",
};

impl Book {
    pub(crate) fn of_spans(
        ledger: Arc<Ledger>,
        capacity: usize,
        len: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        Self { names: &SPANS, ledger, queue: Some(QueueReading { len: Box::new(len), capacity }) }
    }

    pub(crate) fn of_records(
        ledger: Arc<Ledger>,
        capacity: usize,
        len: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        Self { names: &RECORDS, ledger, queue: Some(QueueReading { len: Box::new(len), capacity }) }
    }

    pub(crate) fn of_lines(ledger: Arc<Ledger>) -> Self {
        Self { names: &LINES, ledger, queue: None }
    }
}

/// Where in the way of a record it is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Processor,
    Exporter,
}

const fn stage(reason: DropReason) -> Stage {
    match reason {
        DropReason::ExporterError | DropReason::Timeout | DropReason::PartialSuccess => Stage::Exporter,
        DropReason::QueueFull | DropReason::Limit | DropReason::Sampled | DropReason::Shutdown => {
            Stage::Processor
        }
    }
}

impl Books {
    pub(crate) fn new(books: Vec<Book>) -> Self {
        static INSTALLATIONS: AtomicUsize = AtomicUsize::new(0);
        let kind = "tracewell::pipeline";
        let number = INSTALLATIONS.fetch_add(1, Relaxed);
        let component = [
            KeyValue::new("otel.component.type", kind),
            KeyValue::new("otel.component.name", format!("{kind}/{number}")),
        ];
        Self { books, component }
    }

    /// Makes the instruments; they observe for as long as these books live.
    pub(crate) fn observe(self: &Arc<Self>, meter: &Meter) {
        for (index, book) in self.books.iter().enumerate() {
            let seen = Seen { books: Arc::downgrade(self), index };
            seen.clone().processed(meter, book.names);
            seen.clone().exported(meter, book.names);
            seen.clone().sampled_out(meter, book.names);
            if book.queue.is_some() {
                seen.queue(meter, book.names);
            }
        }
    }

    fn attributes(&self, error_type: Option<&'static str>) -> Vec<KeyValue> {
        let error_type = error_type.map(|error_type| KeyValue::new("error.type", error_type));
        self.component.iter().cloned().chain(error_type).collect()
    }
}

/// Returns the scope of the instruments that are made by installing.
pub(crate) fn scope() -> InstrumentationScope {
    InstrumentationScope::builder("tracewell").with_version(env!("CARGO_PKG_VERSION")).build()
}

/// One book as an instrument's callback sees it.
#[derive(Clone)]
struct Seen {
    books: Weak<Books>,
    index: usize,
}

impl Seen {
    /// Shows the book, while there is one.
    fn read(&self, show: impl FnOnce(&Books, &Book)) {
        if let Some(books) = self.books.upgrade() {
            show(&books, &books.books[self.index]);
        }
    }

    fn processed(self, meter: &Meter, names: &'static Names) {
        let counter = meter.u64_observable_counter(names.processed).with_unit(names.unit);
        let counter =
            counter.with_description("Records whose way through the pipeline has ended, by failure.");
        counter
            .with_callback(move |counter| {
                self.read(|books, book| {
                    let balance = book.ledger.balance();
                    let is_last = book.names.exported.is_none();
                    let lost = |reason| is_last || stage(reason) == Stage::Processor;
                    let passed_on = if is_last { balance.delivered } else { ended(&balance) };
                    counter.observe(passed_on, &books.attributes(None));
                    observe_lost(counter, books, &balance, lost);
                });
            })
            .build();
    }

    fn exported(self, meter: &Meter, names: &'static Names) {
        let Some(name) = names.exported else { return };
        let counter = meter.u64_observable_counter(name).with_unit(names.unit);
        let counter = counter.with_description("Records whose export has ended, by failure.");
        counter
            .with_callback(move |counter| {
                self.read(|books, book| {
                    let balance = book.ledger.balance();
                    counter.observe(balance.delivered, &books.attributes(None));
                    observe_lost(counter, books, &balance, |reason| stage(reason) == Stage::Exporter);
                });
            })
            .build();
    }

    fn sampled_out(self, meter: &Meter, names: &'static Names) {
        let counter = meter.u64_observable_counter(names.sampled_out).with_unit(names.unit);
        let counter = counter.with_description("Records that sampling decided against.");
        counter
            .with_callback(move |counter| {
                self.read(|books, book| {
                    let sampled_out = book.ledger.balance().dropped_by(DropReason::Sampled);
                    counter.observe(sampled_out, &books.attributes(None));
                });
            })
            .build();
    }

    fn queue(self, meter: &Meter, names: &'static Names) {
        let observe = |name, description, value: fn(&QueueReading) -> usize| {
            let seen = self.clone();
            let counter = meter.i64_observable_up_down_counter(name).with_unit(names.unit);
            counter
                .with_description(description)
                .with_callback(move |counter| {
                    seen.read(|books, book| {
                        let value = book.queue.as_ref().map_or(0, value);
                        let value = i64::try_from(value).unwrap_or(i64::MAX);
                        counter.observe(value, &books.attributes(None));
                    });
                })
                .build();
        };
        observe(names.queue_size, "Records that wait.", |queue| (queue.len)());
        observe(names.queue_capacity, "Records that may wait.", |queue| queue.capacity);
    }
}

/// Returns how many records the exporter has had.
fn ended(balance: &Balance) -> u64 {
    let failed = balance.dropped.iter().filter(|(reason, _)| stage(*reason) == Stage::Exporter);
    balance.delivered + failed.map(|(_, count)| count).sum::<u64>()
}

/// Observes each reason, also those that have not come up: a counter that begins at its first loss hides that loss.
fn observe_lost(
    counter: &dyn AsyncInstrument<u64>,
    books: &Books,
    balance: &Balance,
    wanted: impl Fn(DropReason) -> bool,
) {
    for (reason, count) in balance.dropped {
        if let (true, Some(error_type)) = (wanted(reason), reason.error_type()) {
            counter.observe(count, &books.attributes(Some(error_type)));
        }
    }
}

#[cfg(test)]
mod tests;
