//! Tests of rules live in the rules' own files; `tests/examples.rs` runs them.
