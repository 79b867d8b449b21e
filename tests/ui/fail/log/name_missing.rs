fn main() {
    tracewell::error!();
}
