#[tracewell::main]
fn main(telemetry: &str) {}
