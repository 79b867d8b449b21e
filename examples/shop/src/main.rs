//! A shop of three services: `gateway` takes orders over HTTP, `orders` keeps them in `SQLite`, `payment` has them paid
//! over gRPC.
//!
//! Without arguments it shows what they tell of themselves; `shop serve` runs them, `shop load` sends customers.

mod failure;
mod faults;
mod gateway;
mod http;
mod load;
mod orders;
mod payment;
mod product;
mod serve;
mod settings;
#[expect(clippy::print_stdout, reason = "it is what the tour is for")]
mod tour;

use std::time::Duration;

use clap::Parser;
use tracewell::Telemetry;

use settings::{Command, Settings};

/// How long what was recorded last may take to arrive.
const FLUSH: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::parse();
    let Some(command) = settings.command else { return tour::run(&settings.faults).await };
    let telemetry = Telemetry::builder().service_name(command.service_name()).runtime_metrics().install()?;
    match command {
        Command::Serve(serve) => serve::until_interrupted(&serve, &settings.faults).await?,
        Command::Load(load) => load::run(&load).await?,
    }
    telemetry.shutdown(FLUSH)?;
    Ok(())
}
