use tracewell::metrics::LabelValue;

#[derive(LabelValue)]
struct Payment;

fn main() {}
