use tracewell::metrics::LabelValue;

#[derive(LabelValue)]
enum Payment {
    #[label(name = "card")]
    Card,
}

fn main() {}
