use tracewell::handler;

#[handler(rout = "/orders")]
fn show() {}

fn main() {}
