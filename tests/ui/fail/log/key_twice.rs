fn main() {
    tracewell::info!("order_placed", id = 7, id = 8);
}
