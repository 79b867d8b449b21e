use tracewell::traced;

#[traced(sampled = true)]
fn place() {}

fn main() {
    place();
}
