fn main() {
    tracewell::info!("order_placed", "in Berlin");
}
