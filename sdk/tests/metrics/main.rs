//! The ledger as metrics, from the installation to an exporter; and metrics that cannot leave hold up nobody.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod books;
mod deadlines;
mod page;
mod receiver;
#[path = "../settled/mod.rs"]
mod settled;
