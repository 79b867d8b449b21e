use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(name = "isExpress")]
    express: bool,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
