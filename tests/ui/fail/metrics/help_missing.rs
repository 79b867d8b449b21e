use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop {
    #[counter(unit = "{order}")]
    orders: Counter,
}

fn main() {
    let _ = Shop::get();
}
