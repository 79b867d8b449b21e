#[tracewell::main]
fn start() {}

fn main() {
    start();
}
