use tracewell::metrics::Labels;

#[derive(Labels)]
#[labels(max_combinations = 3)]
struct OrderLabels {
    express: bool,
    gift: bool,
}

fn main() {}
