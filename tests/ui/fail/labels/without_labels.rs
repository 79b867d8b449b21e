use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {}

fn main() {}
