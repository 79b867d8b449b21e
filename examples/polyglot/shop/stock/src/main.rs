//! Holds goods for orders, and has the supplier refill the shelves.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use prometheus::{IntCounterVec, TextEncoder, register_int_counter_vec};
use serde::{Deserialize, Serialize};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;
use tracing::{Instrument, error, info, info_span, instrument, warn};

static RESERVATIONS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("stock_reservations", "Reservations by outcome.", &["outcome", "sku"])
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
    client: reqwest::Client,
    journal: PathBuf,
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

    #[instrument(skip_all)]
    async fn hold(&self, reservation: &Reservation) -> Result<u32, HoldError> {
        let left = self.take(reservation).await?;
        let note = serde_json::to_string(reservation).map_err(io::Error::from)? + "\n";
        let mut journal = File::options().append(true).create(true).open(&self.journal).await?;
        journal.write_all(note.as_bytes()).await?;
        journal.flush().await?;
        Ok(left)
    }

    async fn next_delivery(&self, sku: &str) -> reqwest::Result<Delivery> {
        let url = format!("{}/deliveries/{sku}", self.supplier);
        let answer = self.client.get(url).send().await?;
        answer.error_for_status()?.json().await
    }

    async fn refill(self: Arc<Self>, sku: String) {
        let span = info_span!("refill", otel.name = format!("refill {sku}"));
        let request = self.client.post(format!("{}/refills", self.supplier));
        let _ = request.json(&sku).send().instrument(span).await;
    }
}

async fn look_up(State(stock): State<Arc<Stock>>, Path(sku): Path<String>) -> Json<Shelf> {
    let count = stock.shelves.lock().await.get(&sku).copied().unwrap_or(0);
    let delivery = if count == 0 {
        match stock.next_delivery(&sku).await {
            Ok(delivery) => Some(delivery),
            Err(_) => {
                error!(sku, "delivery unknown");
                None
            }
        }
    } else {
        None
    };
    Json(Shelf { count, delivery })
}

async fn reserve(
    State(stock): State<Arc<Stock>>,
    headers: HeaderMap,
    Json(reservation): Json<Reservation>,
) -> StatusCode {
    let started = Instant::now();
    println!("reserving for {}", reservation.order);
    info!(?headers, "reservation received");
    let left = match stock.hold(&reservation).await {
        Ok(left) => left,
        Err(err) => {
            RESERVATIONS.with_label_values(&["refused", &reservation.sku]).inc();
            warn!("{} of {} refused: {err}", reservation.count, reservation.sku);
            return StatusCode::CONFLICT;
        }
    };
    RESERVATIONS.with_label_values(&["held", &reservation.sku]).inc();
    if left == 0 {
        tokio::spawn(Arc::clone(&stock).refill(reservation.sku.clone()));
    }
    if started.elapsed() > Duration::from_millis(250) {
        warn!(order = reservation.order, "slow reservation");
    }
    StatusCode::CREATED
}

async fn metrics() -> Result<String, StatusCode> {
    TextEncoder::new().encode_to_string(&prometheus::gather()).map_err(|err| {
        error!(%err, "metrics not encoded");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

fn shelves(path: &str) -> HashMap<String, u32> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).unwrap_or_default(),
        Err(_) => HashMap::new(),
    }
}

fn setting(name: &str, otherwise: &str) -> String {
    env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();
    let stock = Arc::new(Stock {
        supplier: setting("SUPPLIER_URL", "http://localhost:8083"),
        client: reqwest::Client::new(),
        journal: setting("JOURNAL_FILE", "/var/lib/stock/journal").into(),
        shelves: Mutex::new(shelves(&setting("SHELVES_FILE", "shelves.json"))),
    });
    let app = Router::new()
        .route("/stock/{sku}", get(look_up))
        .route("/reservations", post(reserve))
        .route("/metrics", get(metrics))
        .with_state(stock);
    let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await?;
    axum::serve(listener, app).await?;
    Ok(())
}
