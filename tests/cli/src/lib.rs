//! Tests that cross crate borders; everything is under `tests/`.
