//! The long pages: how to use the SDK, step by step, for those who read before they write.
//!
//! - [`five_minutes`]: from nothing to the trace of a checkout.
//! - [`applications`]: from the dependency to the question what was lost.
//! - [`libraries`]: for who writes what others trace.
//! - [`migration`]: from `tracing`'s `#[instrument]`, argument by argument.
//! - [`metrics_migration`]: from `prometheus`, `metrics` and OpenTelemetry's API.
//! - [`costs`]: what each operation costs.
//!
//! The modules hold nothing else.

// The guides are about all features, and are read where all of them are built.
#![cfg_attr(
    not(all(feature = "testing", feature = "tokio")),
    allow(rustdoc::broken_intra_doc_links, reason = "what they name may not be there")
)]

#[doc = include_str!("../docs/five_minutes.md")]
pub mod five_minutes {}

#[doc = include_str!("../docs/applications.md")]
pub mod applications {}

#[doc = include_str!("../docs/libraries.md")]
pub mod libraries {}

#[doc = include_str!("../docs/migration.md")]
pub mod migration {}

#[doc = include_str!("../docs/metrics_migration.md")]
pub mod metrics_migration {}

#[doc = include_str!("../docs/costs.md")]
pub mod costs {}
