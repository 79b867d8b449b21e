fn main() {
    tracewell::info!("order_placed", trace_id = 7);
}
