fn main() {
    tracewell::info!(name: "order_placed");
}
