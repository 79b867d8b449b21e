use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
