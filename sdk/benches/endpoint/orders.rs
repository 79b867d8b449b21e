//! The endpoint: an order as JSON, whose prices are worked out.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{Json, extract::Path};
use serde::Serialize;
use tracewell::{axum::Incoming, handler};

/// Items of one order.
const ITEMS: u64 = 20;
/// What working out one price takes: an endpoint does some tens of microseconds of work.
const WORK: u64 = 300;

#[derive(Serialize)]
pub(crate) struct Order {
    id: u64,
    items: Vec<Item>,
    total: u64,
}

#[derive(Serialize)]
struct Item {
    name: String,
    price: u64,
}

fn order(id: u64) -> Order {
    let items: Vec<Item> =
        (0..ITEMS).map(|number| Item { name: format!("item {number}"), price: price(id, number) }).collect();
    let total = items.iter().map(|item| item.price).sum();
    Order { id, items, total }
}

fn price(id: u64, number: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (0..WORK).for_each(|step| (id, number, step).hash(&mut hasher));
    hasher.finish() % 10_000
}

/// The endpoint as it is.
pub(crate) async fn show(Path(id): Path<u64>) -> Json<Order> {
    Json(order(id))
}

/// The same with one line more.
#[handler(from = incoming)]
pub(crate) async fn show_handled(incoming: Incoming, Path(id): Path<u64>) -> Json<Order> {
    Json(order(id))
}
