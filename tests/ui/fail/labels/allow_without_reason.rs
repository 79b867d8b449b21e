use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(max = 200, allow = "")]
    user_id: String,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
