//! Right and wrong uses of the macros, as a user's crate sees them; see `tests/ui.rs`.
