#[tracewell::metrics]
enum Shop {
    Orders,
}

fn main() {
    let _ = Shop::Orders;
}
