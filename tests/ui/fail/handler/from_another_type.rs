use tracewell::handler;

#[handler(from = id)]
fn show(id: u64) {}

fn main() {}
