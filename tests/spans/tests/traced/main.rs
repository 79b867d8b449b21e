//! What spans `#[traced]` gives.

mod belonging;
mod errors;
mod fields;
mod futures;
mod own_sdk;
mod shapes;
mod threads;
