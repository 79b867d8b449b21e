use tracewell::metrics::Counter;

#[tracewell::metrics(prefix = "shop")]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}")]
    orders: Counter,
    /// Orders, again.
    #[counter(unit = "{order}", name = "shop_orders")]
    again: Counter,
}

fn main() {
    let _ = Shop::get();
}
