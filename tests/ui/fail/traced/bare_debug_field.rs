use tracewell::traced;

#[traced(fields(?tier))]
fn place(tier: Option<u8>) {
    drop(tier);
}

fn main() {
    place(None);
}
