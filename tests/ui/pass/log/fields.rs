use std::{error::Error, fmt::Display};

#[derive(Debug, serde::Serialize)]
struct Order<'a> {
    id: u64,
    r#type: &'a str,
}

#[derive(Debug)]
struct Opaque;

fn generic<T: Display, S: serde::Serialize>(shown: &T, nested: S) {
    tracewell::debug!("generic", %shown, nested, other = &nested, type = 1, "http.status-code" = 200);
}

fn borrowed(error: &dyn Error, unsized_text: &str, list: &[Order<'_>]) {
    tracewell::warn!("borrowed", text = *unsized_text, list, first = list.first(), error = error.to_string());
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    const TARGET: &str = "audit";
    let (order, opaque, id, absent) = (Order { id: 7, r#type: "gift" }, Opaque, Some(7), None::<String>);
    tracewell::trace!("no_fields");
    tracewell::info!("trailing_comma",);
    tracewell::info!(target: TARGET, "shorthand", order, order.id, ?opaque, ?id, absent);
    Ok(())
}
