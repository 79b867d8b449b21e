struct Orders;

#[tracewell::metrics]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}")]
    orders: Orders,
}

fn main() {
    let _ = Shop::get();
}
