use tracewell::traced;

#[traced(err)]
fn place() -> Option<u32> {
    None
}

fn main() {
    place();
}
