use tracewell::handler;

#[handler(route = "/orders/{id}")]
fn show() {}

fn main() {}
