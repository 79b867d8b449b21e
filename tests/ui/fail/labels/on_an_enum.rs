use tracewell::metrics::Labels;

#[derive(Labels)]
enum Payment {
    Card,
}

fn main() {
    let _ = Payment::Card;
}
