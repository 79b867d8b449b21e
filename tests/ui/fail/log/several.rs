fn main() {
    tracewell::info!("user {id} in", a = , level = 3, b = 1, b = 2);
}
