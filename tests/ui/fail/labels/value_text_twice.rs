use tracewell::metrics::LabelValue;

#[derive(LabelValue)]
enum Payment {
    Card,
    #[label(text = "card")]
    Credit,
}

fn main() {}
