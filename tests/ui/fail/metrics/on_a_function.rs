#[tracewell::metrics]
fn orders() {}

fn main() {
    orders();
}
