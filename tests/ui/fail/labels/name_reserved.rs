use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    le: bool,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
