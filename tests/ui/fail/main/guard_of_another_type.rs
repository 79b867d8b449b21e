#[tracewell::main]
fn main(_telemetry: &str) {}
