use tracewell::handler;

#[handler(method = "get", route = "/orders")]
fn show() {}

fn main() {}
