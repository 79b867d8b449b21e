use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    order_express: bool,
    #[label(name = "order.express")]
    express: bool,
}

fn main() {}
