use tracewell::metrics::{LabelValue, Labels};

#[derive(LabelValue)]
enum Class {
    Good,
}

#[derive(Labels)]
struct AnswerLabels {
    #[label(integer)]
    class: Class,
}

fn main() {}
