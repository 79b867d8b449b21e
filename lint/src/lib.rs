//! The `tracewell` linter.

pub mod config;
pub mod diagnostic;
pub mod facts;
mod nearest;
pub mod report;
pub mod rule;
pub mod source;
pub mod suppression;
