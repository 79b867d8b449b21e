use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "orders")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
