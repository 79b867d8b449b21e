use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(max = 200)]
    trace_id: String,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
