use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}", buckets = [1.0])]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
