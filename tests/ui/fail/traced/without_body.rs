use tracewell::traced;

trait Store {
    #[traced]
    fn load(&self) -> u32;
}

struct Memory;

impl Store for Memory {
    fn load(&self) -> u32 {
        1
    }
}

fn main() {
    Memory.load();
}
