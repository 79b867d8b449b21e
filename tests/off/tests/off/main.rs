//! With the feature `off` telemetry costs nothing, does nothing, and is still checked by the compiler.

#[path = "../../../../sdk/benches/peers/allocations.rs"]
mod allocations;
mod cost;
mod inert;
mod layers;
