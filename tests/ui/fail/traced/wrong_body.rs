use tracewell::traced;

#[traced(ret)]
async fn place() -> Result<u32, String> {
    let id: u32 = "1".parse().map_err(|_| "no number".to_owned())?;
    Ok(id.to_string())
}

fn main() {
    drop(place());
}
