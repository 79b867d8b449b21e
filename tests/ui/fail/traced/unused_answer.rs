// Attributes of the function stay where they are.
#![deny(unused_must_use)]

use tracewell::traced;

#[traced]
#[must_use]
fn place() -> u32 {
    1
}

fn main() {
    place();
}
