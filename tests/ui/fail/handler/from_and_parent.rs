use tracewell::handler;

#[handler(from = incoming, parent = caller)]
fn show(incoming: u8, caller: u8) -> u8 {
    incoming + caller
}

fn main() {}
