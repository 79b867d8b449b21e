use tracewell::traced;

#[traced(name = "a" kind = "client")]
fn place() {}

fn main() {
    place();
}
