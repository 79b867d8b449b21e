use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels(bool);

fn main() {}
