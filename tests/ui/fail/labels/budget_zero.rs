use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(max = 0)]
    branch: String,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
