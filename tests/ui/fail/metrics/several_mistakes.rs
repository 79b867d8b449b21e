use tracewell::metrics::{Counter, Gauge};

#[tracewell::metrics(prefix = "shop")]
struct Shop {
    #[counter(unit = "{order}")]
    orders: Counter,
    /// How full it is.
    #[gauge(unit = "percent", name = "stockUtilization")]
    stock: Gauge,
}

fn main() {
    let _ = Shop::get();
}
