use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop<T> {
    /// Orders.
    #[counter(unit = "{order}")]
    orders: Counter<T>,
}

fn main() {}
