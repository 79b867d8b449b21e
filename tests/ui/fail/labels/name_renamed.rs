use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(name = "user.id", max = 200)]
    user: String,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
