use tracewell::traced;

struct Order;

#[traced(fields(order = order))]
fn place(order: &Order) {
    let _ = order;
}

fn main() {
    place(&Order);
}
