use tracewell::metrics::Histogram;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[histogram(unit = "s", buckets = [])]
    checkout: Histogram,
}

fn main() {
    let _ = Shop::get();
}
