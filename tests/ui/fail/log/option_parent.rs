fn main() {
    tracewell::info!(parent: None, "order_placed");
}
