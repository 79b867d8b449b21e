//! What the tests need around the SDK: a Collector that can be killed, what it has written, and programs that run with
//! the standard variables.

mod collector;
mod program;
mod received;

pub use collector::{Collector, collector};
pub use program::{Program, Report};
pub use received::{Received, attribute, free_port, without_time};
