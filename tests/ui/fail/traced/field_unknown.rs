use tracewell::traced;

#[traced(fields(id = ordr))]
fn place(order: u32) -> u32 {
    order
}

fn main() {
    place(1);
}
