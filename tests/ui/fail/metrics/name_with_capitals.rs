use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}", name = "shop.ordersPlaced")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
