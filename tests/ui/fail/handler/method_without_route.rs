use tracewell::handler;

#[handler(method = "GET")]
fn show() {}

fn main() {}
