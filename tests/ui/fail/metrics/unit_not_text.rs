use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = 1)]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
