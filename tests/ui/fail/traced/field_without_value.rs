use tracewell::traced;

#[traced(fields(id = , tier = 1))]
fn place() {}

fn main() {
    place();
}
