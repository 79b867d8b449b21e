use tracewell::handler;

#[handler]
fn show() -> impl Future<Output = u64> {
    std::future::ready(1)
}

fn main() {}
