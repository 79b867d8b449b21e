fn main() {
    tracewell::info!(user = 7, "Logged in");
}
