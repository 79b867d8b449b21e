fn main() {
    tracewell::info!("order_placed", message = "text");
}
