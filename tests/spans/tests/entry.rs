//! `#[tracewell::main]` installs, runs, and sends what is left; its answer is the user's.

#[path = "../../../sdk/tests/settled/mod.rs"]
mod settled;

use std::{
    io, mem,
    sync::{Arc, Mutex},
};

use opentelemetry_sdk::{
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};
use tracewell::{pipeline::Ledger, traced};

static LEDGERS: Mutex<Vec<Arc<Ledger>>> = Mutex::new(Vec::new());
static EXPORTED: Mutex<Vec<SpanData>> = Mutex::new(Vec::new());

/// Keeps what it is given, also after the end of an installation.
#[derive(Debug)]
struct Keeping;

impl SpanExporter for Keeping {
    async fn export(&self, mut batch: Vec<SpanData>) -> OTelSdkResult {
        EXPORTED.lock().expect("no panic").append(&mut batch);
        Ok(())
    }
}

/// The SDK, but for where it sends to.
mod sdk {
    pub(crate) use tracewell::*;

    pub(crate) fn init() -> Result<TelemetryGuard, telemetry::InstallError> {
        let telemetry = Telemetry::builder().span_exporter(super::Keeping).install()?;
        super::LEDGERS.lock().expect("no panic").extend(telemetry.ledgers());
        Ok(telemetry)
    }
}

mod broken {
    pub(crate) use tracewell::*;

    pub(crate) fn init() -> Result<TelemetryGuard, telemetry::InstallError> {
        Err(telemetry::InstallError::Thread(std::io::Error::other("no threads left")))
    }
}

mod sync {
    #[tracewell::main(crate = super::sdk)]
    pub(crate) fn main() -> u8 {
        super::work("sync");
        7
    }
}

mod asynchronous {
    #[tracewell::main(crate = super::sdk)]
    pub(crate) async fn main() -> Result<(), std::io::Error> {
        tokio::spawn(super::pending("left behind"));
        tokio::task::yield_now().await;
        tokio::spawn(async { super::work("task") }).await?;
        Err(std::io::Error::other("as the user says"))
    }
}

mod on_one_thread {
    #[tracewell::main(flavor = "current_thread", crate = super::sdk)]
    pub(crate) async fn main() -> bool {
        let here = std::thread::current().id();
        tokio::spawn(async move { std::thread::current().id() == here }).await.unwrap_or(false)
    }
}

mod with_the_guard {
    use tracewell::{TelemetryGuard, pipeline::Balance};

    pub(crate) mod sync {
        #[tracewell::main(crate = super::super::sdk)]
        pub(crate) fn main(telemetry: &super::TelemetryGuard) -> super::Balance {
            super::books(telemetry)
        }
    }

    pub(crate) mod asynchronous {
        #[tracewell::main(flavor = "current_thread", crate = super::super::sdk)]
        pub(crate) async fn main(telemetry: &super::TelemetryGuard) -> super::Balance {
            tokio::spawn(async { super::super::work("task") }).await.expect("no panic");
            super::books(telemetry)
        }
    }

    fn books(telemetry: &TelemetryGuard) -> Balance {
        super::work("books");
        telemetry.force_flush(std::time::Duration::from_secs(20)).expect("memory takes everything");
        telemetry.spans()
    }
}

mod without_telemetry {
    #[tracewell::main(crate = super::broken)]
    pub(crate) fn main() {
        unreachable!();
    }
}

#[traced(fields(of = of))]
fn work(of: &str) {
    let _ = of;
}

#[traced(fields(of = of))]
async fn pending(of: &str) {
    let _ = of;
    std::future::pending::<()>().await;
}

fn exported() -> Vec<String> {
    let spans = mem::take(&mut *EXPORTED.lock().expect("no panic"));
    let ledgers = mem::take(&mut *LEDGERS.lock().expect("no panic"));
    let delivered = ledgers.iter().step_by(3).map(|of_spans| of_spans.balance().delivered);
    assert_eq!(delivered.sum::<u64>(), spans.len() as u64);
    settled::assert_settled("ended", &ledgers);
    let values = |span: &SpanData| -> Vec<String> {
        span.attributes.iter().map(|attribute| attribute.value.to_string()).collect()
    };
    let mut seen: Vec<String> = spans.iter().map(|span| values(span).join(" ")).collect();
    seen.sort();
    seen
}

#[test]
fn main_installs_and_sends_what_is_left() {
    assert_eq!(sync::main().unwrap(), 7);
    assert_eq!(exported(), ["sync"]);
    let answer: Result<Result<(), io::Error>, _> = asynchronous::main();
    assert_eq!(answer.unwrap().unwrap_err().to_string(), "as the user says");
    assert_eq!(exported(), ["left behind true", "task"]);
    assert!(on_one_thread::main().unwrap());
    let balance = with_the_guard::sync::main().unwrap();
    assert_eq!((balance.attempted, balance.delivered), (1, 1));
    let balance = with_the_guard::asynchronous::main().unwrap();
    assert_eq!((balance.attempted, balance.delivered), (2, 2));
    assert_eq!(exported(), ["books", "books", "task"]);
    let refusal = without_telemetry::main().unwrap_err();
    assert_eq!(format!("{refusal:?}"), "cannot start an exporting thread: no threads left");
}
