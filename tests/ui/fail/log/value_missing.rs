fn main() {
    tracewell::info!("order_placed", order.id = );
}
