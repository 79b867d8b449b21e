fn main() {
    let order = vec![1];
    tracewell::info!("order_placed", order.len());
}
