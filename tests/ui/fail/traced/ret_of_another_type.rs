use tracewell::traced;

#[derive(Debug)]
struct Receipt;

#[traced(ret)]
fn place() -> Receipt {
    Receipt
}

fn main() {
    place();
}
