fn main() {
    let name = "order_placed";
    tracewell::info!(name, order.id = 7);
}
