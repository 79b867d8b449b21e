//! Takes orders, keeps them, has them paid and sent.

mod store;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use tonic::Code;
use tracewell::{axum::Incoming, handler, info, traced, warn};

use crate::{
    failure::Failure,
    http::Http,
    payment::{Cashier, api::ChargeRequest},
    product::{Cart, Order},
};

pub(crate) use store::Store;

#[derive(Clone)]
pub(crate) struct Orders {
    store: Arc<Store>,
    payment: Cashier,
    http: Http,
    shipping: Option<String>,
}

impl Orders {
    pub(crate) fn new(store: Store, payment: Cashier, shipping: Option<String>) -> Self {
        Self { store: Arc::new(store), payment, http: Http::new(), shipping }
    }
}

pub(crate) fn router(orders: Orders) -> Router {
    Router::new()
        .route("/orders", post(place))
        .route("/orders/{id}", get(show))
        .route("/health", get(|| async { "ok" }))
        .with_state(orders)
}

#[handler(from = incoming)]
async fn place(
    incoming: Incoming,
    State(orders): State<Orders>,
    Json(cart): Json<Cart>,
) -> Result<(StatusCode, Json<Order>), Failure> {
    let cents = cart.product.cents() * i64::from(cart.quantity);
    let id = orders.store.add(&cart, cents).await?;
    if let Err(failure) = orders.charge(id, cents).await {
        orders.store.set_state(id, "unpaid").await?;
        return Err(failure);
    }
    orders.store.set_state(id, "paid").await?;
    info!("order_placed", order.id = id, product = cart.product.name(), quantity = cart.quantity, cents);
    orders.ship(id).await;
    Ok((StatusCode::CREATED, Json(Order { id, cents, state: "paid".to_owned() })))
}

#[handler(from = incoming, fields(order.id = id))]
async fn show(
    incoming: Incoming,
    State(orders): State<Orders>,
    Path(id): Path<i64>,
) -> Result<Json<Order>, Failure> {
    orders.store.get(id).await?.map(Json).ok_or(Failure::Unknown)
}

impl Orders {
    #[traced(fields(order.id = order))]
    async fn charge(&self, order: i64, cents: i64) -> Result<(), Failure> {
        let charged = self.payment.clone().charge(ChargeRequest { order, cents }).await;
        match charged {
            Ok(_) => Ok(()),
            Err(status) if status.code() == Code::FailedPrecondition => Err(Failure::Declined),
            Err(status) => Err(Failure::of("payment", status)),
        }
    }

    /// Has an order sent, where somebody does that. It is paid: that nobody answers now does not undo it.
    async fn ship(&self, order: i64) {
        let Some(shipping) = &self.shipping else { return };
        let asked = self.http.post(&format!("{shipping}/shipments/{order}"), &()).await;
        if let Err(error) = asked.and_then(reqwest::Response::error_for_status) {
            warn!("shipping_failed", order.id = order, error = error);
        }
    }
}
