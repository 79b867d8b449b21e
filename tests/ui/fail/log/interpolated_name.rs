fn main() {
    let id = 7;
    tracewell::info!("user {id} in");
}
