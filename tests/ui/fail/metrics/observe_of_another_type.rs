use tracewell::metrics::ObservableGauge;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[gauge(unit = "{order}", observe = waiting)]
    orders: ObservableGauge,
}

fn main() {
    let _ = Shop::get();
}

fn waiting() -> f64 {
    7.0
}
