use tracewell::traced;

#[traced]
extern "C" fn place() {}

fn main() {
    place();
}
