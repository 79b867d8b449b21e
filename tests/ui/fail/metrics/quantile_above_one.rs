use tracewell::metrics::Summary;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[summary(unit = "s", quantiles = [0.5, 99.0])]
    payment: Summary,
}

fn main() {
    let _ = Shop::get();
}
