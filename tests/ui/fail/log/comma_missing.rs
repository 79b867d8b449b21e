fn main() {
    tracewell::info!("order_placed", a = 1 b = 2);
}
