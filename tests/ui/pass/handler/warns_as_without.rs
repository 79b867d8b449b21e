//! Nothing that the attribute adds is warned of, and what it wraps is warned of as before.
#![deny(warnings, clippy::all, clippy::pedantic)]

use tracewell::{
    handler,
    opentelemetry::Context,
    trace::{Class, ErrorClass},
};

#[derive(Debug)]
struct Refused;

impl ErrorClass for Refused {
    fn class(&self) -> Class {
        Class::ClientFault
    }
}

/// Of which nothing is known.
struct Unknown;

/// Documented, and its answer must be used.
#[handler(method = "GET", route = "/orders/{id}", fields(order.id = id))]
#[must_use]
pub fn show(id: u32) -> u32 {
    id
}

#[handler(method = "POST", route = "/orders", parent = caller)]
async fn place(caller: Context, mut id: u32) -> Result<u32, Refused> {
    id += 1;
    refuse(id)?;
    Ok(id)
}

fn refuse(id: u32) -> Result<(), Refused> {
    if id > 7 { Err(Refused) } else { Ok(()) }
}

#[handler]
async fn job() {}

#[handler(err(level = "warn"))]
fn fails(id: u32) -> Result<(), Unknown> {
    if id > 7 { Err(Unknown) } else { Ok(()) }
}

#[handler(err(log = false))]
fn generic<E: std::error::Error>(outcome: Result<(), E>) -> Result<(), E> {
    outcome
}

trait Serves {
    async fn serve(&self) -> impl std::fmt::Display;
}

impl Serves for u8 {
    #[handler(fields(number = *self))]
    async fn serve(&self) -> impl std::fmt::Display {
        *self
    }
}

struct Boxed;

#[async_trait::async_trait]
trait Answers {
    async fn answer(&self, text: &str) -> Result<usize, std::fmt::Error>;
}

#[async_trait::async_trait]
impl Answers for Boxed {
    #[handler(method = "GET", route = "/boxed")]
    async fn answer(&self, text: &str) -> Result<usize, std::fmt::Error> {
        Ok(text.len())
    }
}

#[rustfmt::skip]
#[handler]
async fn in_one_line(id: u32) -> Result<u32, std::io::Error> { Ok(id) }

fn main() {
    drop(in_one_line(1));
    let _ = show(1);
    drop(place(Context::new(), 1));
    drop(job());
    let _ = fails(1);
    let _ = generic(Ok::<(), std::fmt::Error>(()));
    drop(1_u8.serve());
    drop(Boxed.answer(""));
}
