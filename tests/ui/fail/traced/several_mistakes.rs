// The one file with several faults: each is reported, in one go.
use tracewell::traced;

#[traced(nam = "a", kind = "sever", fields(order, tier = tier), err)]
const fn place(order: u32, tier: u32) -> u32 {
    order + tier
}

fn main() {
    place(1, 2);
}
