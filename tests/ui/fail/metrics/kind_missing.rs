use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
