#[tracewell::main]
fn main(arguments: Vec<String>) {}
