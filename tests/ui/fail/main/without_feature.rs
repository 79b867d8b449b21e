#[tracewell::main]
async fn main() {}
