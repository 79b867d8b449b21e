//! Holds goods for orders, and has the supplier refill the shelves.

mod telemetry;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_tracing_opentelemetry::middleware::OtelAxumLayer;
use prometheus::{IntCounterVec, TextEncoder, register_int_counter_vec};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_tracing::TracingMiddleware;
use serde::{Deserialize, Serialize};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;
use tracing::{Instrument, error, info, info_span, instrument, warn};

static RESERVATIONS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("stock_reservations_total", "Reservations by outcome.", &["outcome"])
        .expect("registered once")
});

#[derive(Debug, Deserialize, Serialize)]
struct Reservation {
    order: String,
    sku: String,
    count: u32,
}

#[derive(Debug, Deserialize, Serialize)]
struct Delivery {
    day: String,
}

#[derive(Serialize)]
struct Shelf {
    count: u32,
    delivery: Option<Delivery>,
}

#[derive(Debug, thiserror::Error)]
enum HoldError {
    #[error("{0} is sold out")]
    SoldOut(String),
    #[error("the journal was not written")]
    Journal(#[from] io::Error),
}

struct Stock {
    supplier: String,
    client: ClientWithMiddleware,
    journal: PathBuf,
    slow: Duration,
    shelves: Mutex<HashMap<String, u32>>,
}

impl Stock {
    async fn take(&self, reservation: &Reservation) -> Result<u32, HoldError> {
        let mut shelves = self.shelves.lock().await;
        match shelves.get_mut(&reservation.sku) {
            Some(count) if *count >= reservation.count => {
                *count -= reservation.count;
                Ok(*count)
            }
            _ => Err(HoldError::SoldOut(reservation.sku.clone())),
        }
    }

    #[instrument(skip_all, err, fields(order.id = reservation.order, sku = reservation.sku))]
    async fn hold(&self, reservation: &Reservation) -> Result<u32, HoldError> {
        let left = self.take(reservation).await?;
        let note = serde_json::to_string(reservation).map_err(io::Error::from)? + "\n";
        let mut journal = File::options().append(true).create(true).open(&self.journal).await?;
        journal.write_all(note.as_bytes()).await?;
        journal.flush().await?;
        Ok(left)
    }

    async fn next_delivery(&self, sku: &str) -> reqwest_middleware::Result<Delivery> {
        let url = format!("{}/deliveries/{sku}", self.supplier);
        let answer = self.client.get(url).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    async fn refill(self: Arc<Self>, sku: String) {
        let span = info_span!("refill", sku);
        let request = self.client.post(format!("{}/refills", self.supplier));
        if let Err(err) = request.json(&sku).send().instrument(span).await {
            error!(sku, %err, "refill failed");
        }
    }
}

async fn look_up(State(stock): State<Arc<Stock>>, Path(sku): Path<String>) -> Json<Shelf> {
    let count = stock.shelves.lock().await.get(&sku).copied().unwrap_or(0);
    let delivery = if count == 0 {
        match stock.next_delivery(&sku).await {
            Ok(delivery) => Some(delivery),
            Err(err) => {
                error!(sku, %err, "delivery unknown");
                None
            }
        }
    } else {
        None
    };
    Json(Shelf { count, delivery })
}

async fn reserve(State(stock): State<Arc<Stock>>, Json(reservation): Json<Reservation>) -> StatusCode {
    let started = Instant::now();
    info!(order = reservation.order, "reservation received");
    let left = match stock.hold(&reservation).await {
        Ok(left) => left,
        Err(err) => {
            RESERVATIONS.with_label_values(&["refused"]).inc();
            warn!(order = reservation.order, sku = reservation.sku, %err, "reservation refused");
            return StatusCode::CONFLICT;
        }
    };
    RESERVATIONS.with_label_values(&["held"]).inc();
    if left == 0 {
        tokio::spawn(Arc::clone(&stock).refill(reservation.sku.clone()).in_current_span());
    }
    let elapsed = started.elapsed();
    if elapsed > stock.slow {
        warn!(order = reservation.order, ?elapsed, "slow reservation");
    }
    StatusCode::CREATED
}

async fn metrics() -> Result<String, StatusCode> {
    TextEncoder::new().encode_to_string(&prometheus::gather()).map_err(|err| {
        error!(%err, "metrics not encoded");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

fn shelves(path: &str) -> io::Result<HashMap<String, u32>> {
    match fs::read(path) {
        Ok(text) => Ok(serde_json::from_slice(&text)?),
        Err(err) if err.kind() == io::ErrorKind::NotFound => {
            warn!(path, %err, "shelves are empty");
            Ok(HashMap::new())
        }
        Err(err) => Err(err),
    }
}

fn setting(name: &str, otherwise: &str) -> String {
    env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

fn seconds(name: &str, otherwise: &str) -> Result<Duration, Box<dyn std::error::Error>> {
    Ok(Duration::try_from_secs_f64(setting(name, otherwise).parse()?)?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = telemetry::install()?;
    let client = reqwest::Client::builder().timeout(seconds("SUPPLIER_TIMEOUT_SECONDS", "3")?).build()?;
    let stock = Arc::new(Stock {
        supplier: setting("SUPPLIER_URL", "http://localhost:8083"),
        client: ClientBuilder::new(client).with(TracingMiddleware::default()).build(),
        journal: setting("JOURNAL_FILE", "/var/lib/stock/journal").into(),
        slow: seconds("SLOW_RESERVATION_SECONDS", "0.25")?,
        shelves: Mutex::new(shelves(&setting("SHELVES_FILE", "shelves.json"))?),
    });
    let app = Router::new()
        .route("/stock/{sku}", get(look_up))
        .route("/reservations", post(reserve))
        .route("/metrics", get(metrics))
        .layer(OtelAxumLayer::default().filter(|path| path != "/metrics"))
        .with_state(stock);
    let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await?;
    axum::serve(listener, app).await?;
    provider.shutdown()?;
    Ok(())
}
