use tracewell::traced;

#[traced(links = id)]
fn place(id: u32) {
    let _ = id;
}

fn main() {
    place(1);
}
