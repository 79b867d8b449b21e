//! The books at a quiescent point: what every test of an installation asserts there.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::{sync::Arc, time::Duration};

use tracewell::{TelemetryGuard, pipeline::Ledger, telemetry::FlushError};

/// Asserts that everything which was attempted has been delivered or dropped.
///
/// Told apart from [`Balance::pending`](tracewell::pipeline::Balance::pending): books that count something twice fail
/// here too.
#[track_caller]
pub(crate) fn assert_settled<'a>(place: &str, ledgers: impl IntoIterator<Item = &'a Arc<Ledger>>) {
    for (index, ledger) in ledgers.into_iter().enumerate() {
        let balance = ledger.balance();
        let ended = balance.delivered + balance.total_dropped();
        assert_eq!(balance.attempted, ended, "{place}, ledger {index}: {balance:?}");
    }
}

/// Sends what waits, and asserts that spans, lines and log records are settled then; for what does not fail.
#[track_caller]
pub(crate) fn flush(telemetry: &TelemetryGuard) {
    let outcome = telemetry.force_flush(Duration::from_secs(20));
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_settled("flushed", &telemetry.ledgers());
}

/// Ends an installation, and asserts that spans, lines and log records are settled then, whatever the outcome.
#[track_caller]
pub(crate) fn end(telemetry: TelemetryGuard, timeout: Duration) -> Result<(), FlushError> {
    let ledgers = telemetry.ledgers();
    let outcome = telemetry.shutdown(timeout);
    assert_settled("ended", &ledgers);
    outcome
}

/// Asserts that all was sent, and that the receiver of this signal did not take all of it.
#[track_caller]
pub(crate) fn assert_lost(outcome: &Result<(), FlushError>, signal: &str) {
    let Err(FlushError::Lost { signal: of }) = outcome else { panic!("{signal}: {outcome:?}") };
    assert_eq!(*of, signal);
}
