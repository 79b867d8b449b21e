//! The tracewell linter as a library; see ARCHITECTURE.md for the flow.
#![expect(missing_docs, reason = "modules say what they are for in their own first lines")]

pub mod diagnostic;
pub mod facts;
pub mod knowledge;
pub mod language;
pub mod resolve;
pub mod source;
pub mod syntax;
