//! The `tracewell` linter.
//!
//! ```text
//! walk ─▶ linter::lint ─▶ Report ─▶ render
//! ```
//!
//! The engine in the middle is pure; the file system is touched by [`walk`], the terminal by [`commands`].

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod facts;
pub mod linter;
pub mod render;
pub mod report;
pub mod rule;
pub mod source;
pub mod walk;
