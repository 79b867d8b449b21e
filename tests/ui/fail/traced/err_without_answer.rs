use tracewell::traced;

#[traced(err)]
async fn place() {}

fn main() {
    drop(place());
}
