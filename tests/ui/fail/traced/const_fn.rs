use tracewell::traced;

#[traced]
const fn place() -> u32 {
    1
}

const PLACED: u32 = place();

fn main() {
    let _ = PLACED;
}
