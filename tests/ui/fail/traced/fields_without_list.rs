use tracewell::traced;

#[traced(fields = order)]
fn place() {}

fn main() {
    place();
}
