use tracewell::metrics::{LabelValue, Labels};

#[derive(LabelValue)]
enum Digit {
    Zero, One, Two, Three, Four, Five, Six, Seven, Eight, Nine,
}

#[derive(Labels)]
struct OrderLabels {
    first: Digit,
    second: Digit,
    third: Digit,
    express: bool,
}

fn main() {}
