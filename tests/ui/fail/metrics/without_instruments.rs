#[tracewell::metrics]
struct Shop {}

fn main() {
    let _ = Shop::get();
}
