use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[countr(unit = "{order}")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
