use tracewell::metrics::Histogram;

const FALLING: &[f64] = &[2.0, 1.0];

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[histogram(unit = "s", buckets = FALLING)]
    checkout: Histogram,
}

fn main() {
    let _ = Shop::get();
}
