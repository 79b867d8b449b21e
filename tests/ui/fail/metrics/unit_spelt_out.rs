use tracewell::metrics::Histogram;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[histogram(unit = "seconds")]
    checkout: Histogram,
}

fn main() {
    let _ = Shop::get();
}
