use tracewell::handler;

#[handler(method = "FETCH", route = "/orders")]
fn show() {}

fn main() {}
