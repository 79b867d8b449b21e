use tracewell::traced;

#[traced(name = format!("place {id}"))]
fn place(id: u32) -> u32 {
    id
}

fn main() {
    place(1);
}
