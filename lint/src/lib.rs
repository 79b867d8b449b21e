//! The `tracewell` linter.

pub mod config;
pub mod diagnostic;
pub mod facts;
pub mod linter;
pub mod render;
pub mod report;
pub mod rule;
pub mod source;
pub mod walk;
