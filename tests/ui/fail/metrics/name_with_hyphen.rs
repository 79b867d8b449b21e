use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}", name = "shop-orders")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
