use tracewell::traced;

struct Order;

#[traced]
impl Order {
    fn place(&self) {}
}

fn main() {
    Order.place();
}
