use tracewell::traced;

#[traced(feilds(id = 1))]
fn place() {}

fn main() {
    place();
}
