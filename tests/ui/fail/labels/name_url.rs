use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(max = 200)]
    url: String,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
