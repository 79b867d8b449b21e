use tracewell::metrics::Counter;

#[tracewell::metrics(prefix = "my shop")]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
