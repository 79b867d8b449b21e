use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unti = "{order}")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
