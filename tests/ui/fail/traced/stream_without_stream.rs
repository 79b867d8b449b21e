use tracewell::traced;

#[traced(stream)]
fn numbers() -> Vec<u32> {
    vec![1]
}

fn main() {
    numbers();
}
