use tracewell::traced;

#[traced]
fn main() {}
