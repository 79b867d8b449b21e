use tracewell::traced;

#[traced(err(Debug))]
fn place() -> Result<(), String> {
    Ok(())
}

fn main() {
    drop(place());
}
