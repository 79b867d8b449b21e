use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels<T> {
    payment: T,
}

fn main() {}
