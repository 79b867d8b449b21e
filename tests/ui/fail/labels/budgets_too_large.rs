use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(max = 100_000)]
    first: String,
    #[label(max = 100_000)]
    second: String,
    #[label(max = 100_000)]
    third: String,
    #[label(max = 100_000)]
    fourth: String,
}

fn main() {}
