//! Instrumentation for Rust services: traces, metrics and structured logs that find each other.
//!
//! Nothing is here yet. The linter (`tracewell-lint`) is built first; this crate then gets the pipeline,
//! `#[traced]`, and logs that carry trace ids, on top of `opentelemetry` and `tracing`.
