use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}", max_series = 100_000_000)]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
