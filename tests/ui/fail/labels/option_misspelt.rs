use tracewell::metrics::Labels;

#[derive(Labels)]
#[labels(max_combination = 5)]
struct OrderLabels {
    express: bool,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
