use tracewell::metrics::Labels;

#[derive(Labels)]
struct OrderLabels<'a> {
    branch: &'a str,
}

fn main() {
    let _ = tracewell::metrics::collect;
}
