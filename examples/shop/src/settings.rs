//! What the shop is told on its command line, or by the environment.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A shop of three services that tell what they do.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Settings {
    /// What to do; without it, a tour of what the services tell.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) faults: Faults,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Runs services until Ctrl-C; all three where none is named.
    Serve(Serve),
    /// Sends customers to a gateway.
    Load(Load),
}

#[derive(Args)]
pub(crate) struct Serve {
    #[arg(value_enum)]
    pub(crate) services: Vec<Service>,
    /// Where the gateway listens.
    #[arg(long, env = "SHOP_GATEWAY", default_value = "127.0.0.1:8080")]
    pub(crate) gateway: SocketAddr,
    /// Where orders are kept.
    #[arg(long, env = "SHOP_ORDERS", default_value = "127.0.0.1:8081")]
    pub(crate) orders: SocketAddr,
    /// Where orders are paid.
    #[arg(long, env = "SHOP_PAYMENT", default_value = "127.0.0.1:8082")]
    pub(crate) payment: SocketAddr,
    /// The file of the orders' database; without it they are forgotten at the end.
    #[arg(long, env = "SHOP_DATABASE")]
    pub(crate) database: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) neighbours: Neighbours,
}

/// Services in other languages that may join; each is a URL.
#[derive(Args, Clone, Default)]
pub(crate) struct Neighbours {
    /// The Python service that says what goes with a product.
    #[arg(long, env = "SHOP_RECOMMENDATIONS")]
    pub(crate) recommendations: Option<String>,
    /// The Go service that sends what was paid.
    #[arg(long, env = "SHOP_SHIPPING")]
    pub(crate) shipping: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Service {
    Gateway,
    Orders,
    Payment,
}

#[derive(Args)]
pub(crate) struct Load {
    /// The gateway's URL.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(crate) gateway: String,
    /// Customers in a second.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rate: u32,
    /// For how long they come.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(crate) seconds: u32,
    /// Send a scanner along, who tries paths and vouchers.
    #[arg(long)]
    pub(crate) attack: bool,
}

/// What goes wrong, where it is asked for.
#[derive(Args, Clone, Default)]
pub(crate) struct Faults {
    /// The share of charges that are declined, 0 to 1.
    #[arg(long, global = true, env = "SHOP_PAYMENT_DECLINES", default_value_t = 0.0)]
    pub(crate) payment_declines: f64,
    /// How long each charge takes, in milliseconds.
    #[arg(long, global = true, env = "SHOP_PAYMENT_DELAY", default_value = "5", value_parser = milliseconds)]
    pub(crate) payment_delay: Duration,
    /// The share of orders that the database refuses, 0 to 1.
    #[arg(long, global = true, env = "SHOP_ORDERS_FAIL", default_value_t = 0.0)]
    pub(crate) orders_fail: f64,
}

impl Command {
    /// Returns the name under which this process tells.
    pub(crate) fn service_name(&self) -> &'static str {
        match self {
            Self::Load(_) => "shop-load",
            Self::Serve(serve) => match serve.services[..] {
                [Service::Gateway] => "shop-gateway",
                [Service::Orders] => "shop-orders",
                [Service::Payment] => "shop-payment",
                _ => "shop",
            },
        }
    }
}

fn milliseconds(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_millis)
}
