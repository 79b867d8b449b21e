//! Temporaries live long enough, values are not moved, and nothing is evaluated where nobody listens.

use std::{io, sync::Arc};

fn fails() -> io::Result<()> {
    Err(io::Error::other("disk"))
}

fn main() {
    let name = String::from("Ann");
    let shared: Arc<str> = Arc::from("text");
    tracewell::info!("temporaries", a = vec![1, 2], b = format!("{name}!"), c = &name, d = shared, e = 'c', f = (1, 2.5));
    tracewell::error!("errors", error = fails().unwrap_err(), optional = fails().err());
    tracewell::info!("not_evaluated", value = unreachable_value(), generic = Vec::<(u8, String)>::new());
    if name.is_empty() { tracewell::warn!("as_expression") } else { tracewell::warn!("as_expression") }
    match name.len() {
        0 => tracewell::info!("in_arm", name),
        _ => tracewell::info!("in_arm", name = name, secret = tracewell::Secret::new(&name)),
    }
    drop((name, shared));
}

fn unreachable_value() -> u8 {
    panic!("no subscriber is installed")
}
