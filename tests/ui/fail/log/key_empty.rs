fn main() {
    tracewell::info!("order_placed", "" = 7);
}
