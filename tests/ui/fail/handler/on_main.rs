use tracewell::handler;

#[handler]
fn main() {}
