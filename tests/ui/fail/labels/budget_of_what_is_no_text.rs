use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(max = 200)]
    express: bool,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
