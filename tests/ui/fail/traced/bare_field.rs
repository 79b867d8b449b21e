use tracewell::traced;

struct Order {
    id: u64,
}

#[traced(fields(order.id))]
fn place(order: &Order) -> u64 {
    order.id
}

fn main() {
    place(&Order { id: 1 });
}
