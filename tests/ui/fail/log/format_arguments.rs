fn main() {
    let user = (7, "Ann");
    tracewell::warn!("user {} is {:?}", user.0, user.1);
}
