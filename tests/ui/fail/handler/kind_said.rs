use tracewell::handler;

#[handler(kind = "server")]
fn show() {}

fn main() {}
