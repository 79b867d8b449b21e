// What is not used is warned of, as without the attribute.
#![deny(unused_variables)]

use tracewell::traced;

#[traced(fields(id = id))]
async fn place(id: u32, unused: u32) {}

fn main() {
    drop(place(1, 2));
}
