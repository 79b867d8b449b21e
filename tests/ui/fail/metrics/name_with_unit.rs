use tracewell::metrics::Histogram;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[histogram(unit = "s")]
    checkout_seconds: Histogram,
}

fn main() {
    let _ = Shop::get();
}
