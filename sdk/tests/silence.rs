//! While nothing is installed, nothing is said, whatever subscriber the program has.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod settled;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use opentelemetry::logs::{LogRecord as _, Logger as _, LoggerProvider as _};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter, SdkLoggerProvider},
};
use tracewell::{
    Telemetry,
    logs::{LogPipeline, MemorySink},
    pipeline::QueueLimits,
};
use tracing::{Event, Subscriber};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

const SOON: Duration = Duration::from_secs(20);

#[derive(Debug)]
struct Refusing;

impl LogExporter for Refusing {
    async fn export(&self, _batch: LogBatch<'_>) -> OTelSdkResult {
        Err(OTelSdkError::InternalFailure("refused".to_owned()))
    }
}

/// Keeps the names of our events.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<&'static str>>>);

impl<S: Subscriber> Layer<S> for Names {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == "tracewell" {
            self.0.lock().unwrap().push(event.metadata().name());
        }
    }
}

/// Exports one record of the program's, and ends the pipeline.
fn export() {
    let resource = Resource::builder().build();
    let pipeline = LogPipeline::start(Refusing, &resource, QueueLimits::LOGS).unwrap();
    let ledger = pipeline.ledger().clone();
    let provider = SdkLoggerProvider::builder().with_log_processor(pipeline).build();
    let logger = provider.logger("program");
    let mut record = logger.create_log_record();
    record.set_body("mine".into());
    logger.emit(record);
    let ended = provider.shutdown_with_timeout(SOON);
    assert!(matches!(ended, Err(OTelSdkError::InternalFailure(_))), "{ended:?}");
    settled::assert_settled("ended", [&ledger]);
    assert_eq!((ledger.balance().attempted, ledger.balance().total_dropped()), (1, 1));
}

#[test]
fn a_failure_is_said_only_while_there_is_an_installation() {
    let names = Names::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(names.clone())).unwrap();
    export();
    assert!(names.0.lock().unwrap().is_empty());
    let builder = Telemetry::builder().environment([("OTEL_TRACES_EXPORTER", "none")]);
    let telemetry = builder.log_sink(MemorySink::default()).without_subscriber().install().unwrap();
    export();
    assert_eq!(*names.0.lock().unwrap(), ["export_failed"]);
    settled::end(telemetry, SOON).unwrap();
    export();
    assert_eq!(*names.0.lock().unwrap(), ["export_failed"]);
}
