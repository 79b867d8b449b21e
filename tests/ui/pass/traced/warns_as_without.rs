//! Nothing that the attribute adds is warned of, and what it wraps is warned of as before.
#![deny(warnings, clippy::all, clippy::pedantic)]

use tracewell::traced;

/// Documented, and its answer must be used.
#[traced(fields(id = id))]
#[must_use]
#[inline]
pub fn place(id: u32) -> u32 {
    #![allow(unused_variables)]
    let nobody_reads_this = 1;
    id
}

#[traced(fields(id = id))]
async fn only_recorded(id: u32) {}

#[traced]
async fn changes(mut id: u32) -> u32 {
    id += 1;
    id
}

#[traced(err, ret)]
fn fails(id: u32) -> Result<u32, std::num::TryFromIntError> {
    u8::try_from(id)?;
    Ok(id)
}

#[traced(err)]
async fn fails_later() -> Result<(), std::io::Error> {
    Ok(())
}

#[rustfmt::skip]
#[traced]
async fn in_one_line(id: u32) -> Result<u32, std::io::Error> { Ok(id) }

fn main() {
    drop(in_one_line(1));
    let _ = place(1);
    drop(only_recorded(1));
    drop(changes(1));
    let _ = fails(1);
    drop(fails_later());
}
