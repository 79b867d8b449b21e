//! Customers, and a scanner.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tracewell::{info, spawn, warn};

use crate::{
    http::Http,
    product::{Cart, Product},
    settings::Load,
};

/// Paths and vouchers that the scanner tries for each customer.
const TRIES: u32 = 20;

/// Sends customers at an even rate, whether the shop keeps up or not.
pub(crate) async fn run(load: &Load) -> anyhow::Result<()> {
    let http = Http::new();
    let mut due = interval(Duration::from_secs(1) / load.rate);
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut customers = Vec::new();
    for customer in 0..load.rate * load.seconds {
        due.tick().await;
        let (http, gateway) = (http.clone(), load.gateway.clone());
        let begin = load.attack.then_some(customer * TRIES);
        customers.push(spawn(async move {
            buy(&http, &gateway, customer).await;
            if let Some(begin) = begin {
                scan(&http, &gateway, begin..begin + TRIES).await;
            }
        }));
    }
    let count = customers.len();
    for customer in customers {
        customer.await?;
    }
    info!("load_sent", customers = count);
    Ok(())
}

/// Sends one customer, and says whether the order was taken.
pub(crate) async fn buy(http: &Http, gateway: &str, customer: u32) -> bool {
    let product = Product::ALL[customer as usize % Product::ALL.len()];
    let voucher = if customer.is_multiple_of(4) { "WELCOME" } else { "" };
    check_out(http, gateway, product, voucher.to_owned()).await
}

/// Asks for paths that nobody serves, and guesses vouchers.
pub(crate) async fn scan(http: &Http, gateway: &str, tries: std::ops::Range<u32>) {
    for order in tries {
        let path = format!("{gateway}/wp-content/plugins/{order}/setup.php");
        if let Err(error) = http.get(&path).await {
            warn!("scan_failed", error = error);
        }
        check_out(http, gateway, Product::Tea, format!("SAVE{order}")).await;
    }
}

async fn check_out(http: &Http, gateway: &str, product: Product, voucher: String) -> bool {
    let cart = Cart { product, quantity: 1, voucher };
    match http.post(&format!("{gateway}/checkout"), &cart).await {
        Ok(answer) => answer.status().is_success(),
        Err(error) => {
            warn!("checkout_failed", error = error);
            false
        }
    }
}
