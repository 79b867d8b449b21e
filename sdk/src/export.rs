//! Ways out of the process: what stands behind the queue of spans.

mod console;
mod heard;
#[cfg(any(feature = "otlp", feature = "grpc"))]
pub(crate) mod otlp;
mod several;
mod spans;
mod timed;
pub(crate) mod tree;

pub(crate) use console::TraceTrees;
pub(crate) use heard::Heard;
pub(crate) use several::Several;
pub(crate) use spans::SpanSink;
pub(crate) use timed::Timed;
