use tracewell::traced;

#[traced(ret)]
fn place() {}

fn main() {
    place();
}
