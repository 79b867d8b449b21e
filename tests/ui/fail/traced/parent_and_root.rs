use tracewell::{opentelemetry::Context, traced};

#[traced(root, parent = context)]
fn place(context: &Context) {
    let _ = context;
}

fn main() {
    place(&Context::new());
}
