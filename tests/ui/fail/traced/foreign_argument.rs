use tracewell::traced;

#[traced(skip(order))]
fn place(order: u32) -> u32 {
    order
}

fn main() {
    place(1);
}
