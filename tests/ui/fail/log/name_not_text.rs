fn main() {
    tracewell::info!(42);
}
