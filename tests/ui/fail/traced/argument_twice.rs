use tracewell::traced;

#[traced(name = "a", kind = "client", name = "b")]
fn place() {}

fn main() {
    place();
}
