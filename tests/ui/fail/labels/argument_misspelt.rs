use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels {
    #[label(mxa = 200)]
    express: bool,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
