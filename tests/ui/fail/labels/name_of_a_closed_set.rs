use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    user_id: bool,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
