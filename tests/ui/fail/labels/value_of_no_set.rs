use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    express: u32,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
