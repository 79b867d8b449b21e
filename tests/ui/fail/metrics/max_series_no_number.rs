use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}", max_series = "many")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
