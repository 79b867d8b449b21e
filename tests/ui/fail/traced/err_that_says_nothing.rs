use tracewell::traced;

struct Failed;

#[traced(err)]
fn place() -> Result<(), Failed> {
    Err(Failed)
}

fn main() {
    drop(place());
}
