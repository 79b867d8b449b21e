//! What customers talk to.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use tracewell::{
    handler, info,
    metrics::{Counter, Labels},
    tower::ServerLayer,
    warn,
};

use crate::{
    failure::Failure,
    http::Http,
    product::{Cart, Order, Product},
    settings::Neighbours,
};

#[derive(Labels)]
struct CheckoutLabels<'a> {
    product: Product,
    /// Customers type it: the budget is what keeps Prometheus up.
    #[label(max = 20)]
    voucher: &'a str,
}

#[tracewell::metrics(prefix = "shop")]
struct Measured {
    /// Checkouts that customers asked for.
    #[counter(unit = "{checkout}")]
    checkouts: Counter<CheckoutLabels<'static>>,
}

#[derive(Clone)]
pub(crate) struct Gateway {
    http: Http,
    orders: String,
    neighbours: Neighbours,
}

impl Gateway {
    pub(crate) fn new(orders: String, neighbours: Neighbours) -> Self {
        Self { http: Http::new(), orders, neighbours }
    }
}

pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new()
        .route("/checkout", post(checkout))
        .route("/orders/{id}", get(order))
        .route("/health", get(|| async { "ok" }))
        .route("/metrics", get(tracewell::axum::metrics))
        .layer(ServerLayer::new().without(["/health", "/metrics"]))
        .with_state(gateway)
}

#[handler]
async fn checkout(
    State(gateway): State<Gateway>,
    Json(cart): Json<Cart>,
) -> Result<(StatusCode, Json<Order>), Failure> {
    Measured::get().checkouts.add(1, &CheckoutLabels { product: cart.product, voucher: &cart.voucher });
    gateway.recommend(cart.product).await;
    let order = gateway.place(&cart).await?;
    info!("checked_out", order.id = order.id, cents = order.cents);
    Ok((StatusCode::CREATED, Json(order)))
}

#[handler(fields(order.id = id))]
async fn order(State(gateway): State<Gateway>, Path(id): Path<i64>) -> Result<Json<Order>, Failure> {
    read(gateway.http.get(&format!("{}/orders/{id}", gateway.orders)).await).await.map(Json)
}

impl Gateway {
    async fn place(&self, cart: &Cart) -> Result<Order, Failure> {
        read(self.http.post(&format!("{}/orders", self.orders), cart).await).await
    }

    /// Asks what goes with a product, where somebody knows. A checkout does without.
    async fn recommend(&self, product: Product) {
        let Some(recommendations) = &self.neighbours.recommendations else { return };
        let asked = self.http.get(&format!("{recommendations}/recommendations/{}", product.name())).await;
        if let Err(error) = asked.and_then(reqwest::Response::error_for_status) {
            warn!("recommendations_failed", error = error);
        }
    }
}

async fn read(answer: reqwest::Result<reqwest::Response>) -> Result<Order, Failure> {
    let answer = answer.map_err(|error| Failure::of("orders", error))?;
    match answer.status() {
        StatusCode::NOT_FOUND => Err(Failure::Unknown),
        StatusCode::PAYMENT_REQUIRED => Err(Failure::Declined),
        _ => {
            let answer = answer.error_for_status().map_err(|error| Failure::of("orders", error))?;
            answer.json().await.map_err(|error| Failure::of("orders", error))
        }
    }
}
