use tracewell::traced;

#[traced(kind = "sever")]
fn place() {}

fn main() {
    place();
}
