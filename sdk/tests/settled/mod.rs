//! The books at a quiescent point: what every test of an installation asserts there.

use std::sync::Arc;

use tracewell::pipeline::Ledger;

/// Asserts that everything which was attempted has been delivered or dropped, of spans, lines and log records alike.
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
