use tracewell::metrics::LabelValue;

#[derive(LabelValue)]
enum Payment {}

fn main() {}
