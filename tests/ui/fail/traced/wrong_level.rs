use tracewell::traced;

#[traced(level = Level::WARNING)]
fn place() {}

fn main() {
    place();
}
