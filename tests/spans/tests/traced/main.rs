//! What spans `#[traced]` gives.

mod belonging;
mod errors;
mod fields;
mod futures;
mod handlers;
mod own_sdk;
mod shapes;
mod threads;
