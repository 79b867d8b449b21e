use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    branch: String,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
