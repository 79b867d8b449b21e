//! The tracewell linter as a library; see ARCHITECTURE.md for the flow.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod facts;
mod folders;
mod json;
pub mod knowledge;
pub mod language;
pub mod linter;
pub mod model;
mod nearest;
mod promql;
pub mod render;
pub mod report;
pub mod resolve;
pub mod rule;
pub mod service;
pub mod source;
pub mod suppression;
pub mod syntax;
pub mod walk;
