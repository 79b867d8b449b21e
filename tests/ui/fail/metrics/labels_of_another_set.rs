use tracewell::metrics::{Counter, Labels};

#[derive(Labels)]
struct OrderLabels {
    express: bool,
}

#[tracewell::metrics(prefix = "shop")]
struct Shop {
    /// Orders.
    #[counter(unit = "{order}")]
    orders: Counter<OrderLabels>,
}

fn main() {
    Shop::get().orders.add(1, &());
}
