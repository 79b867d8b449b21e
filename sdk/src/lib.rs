//! Instrumentation for Rust services: traces, metrics and structured logs that find each other.

pub mod pipeline;
