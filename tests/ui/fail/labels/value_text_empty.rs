use tracewell::metrics::LabelValue;

#[derive(LabelValue)]
enum Payment {
    #[label(text = "")]
    Card,
}

fn main() {}
