struct Order;

fn main() {
    tracewell::info!("order_placed", order = Order);
}
