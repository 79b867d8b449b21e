use tracewell::metrics::Counter;

#[tracewell::metrics]
struct Shop(Counter);

fn main() {
    let _ = Shop::get();
}
