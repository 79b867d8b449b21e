fn main() {
    tracewell::info!("");
}
