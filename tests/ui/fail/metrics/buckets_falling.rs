use tracewell::metrics::Histogram;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[histogram(unit = "s", buckets = [0.1, 2.0, 1.0])]
    checkout: Histogram,
}

fn main() {
    let _ = Shop::get();
}
