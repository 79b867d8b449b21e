//! The `tracewell` linter.
