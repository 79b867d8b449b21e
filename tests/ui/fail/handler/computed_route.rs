use tracewell::handler;

#[handler(method = "GET", route = format!("/orders/{id}"))]
fn show(id: u64) -> u64 {
    id
}

fn main() {}
