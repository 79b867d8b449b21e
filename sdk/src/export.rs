//! Ways out of the process: what stands behind the queues.

mod console;
#[cfg(any(feature = "otlp", feature = "grpc"))]
pub(crate) mod otlp;
mod several;
mod spans;
pub(crate) mod tree;

pub(crate) use console::TraceTrees;
pub(crate) use several::Several;
pub(crate) use spans::SpanSink;
