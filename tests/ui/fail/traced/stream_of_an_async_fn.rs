use futures_util::{Stream, stream};
use tracewell::traced;

#[traced(stream)]
async fn numbers() -> impl Stream<Item = u32> {
    stream::iter([1])
}

fn main() {
    drop(numbers());
}
