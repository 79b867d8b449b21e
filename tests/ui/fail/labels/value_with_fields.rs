use tracewell::metrics::LabelValue;

#[derive(LabelValue)]
enum Payment {
    Card,
    Voucher(u32),
}

fn main() {}
