#[tracewell::main]
fn main(telemetry: tracewell::TelemetryGuard) {}
