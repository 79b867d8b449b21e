//! Orders in `SQLite`.

use std::path::Path;

use sqlx::{
    Row, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tracewell::{
    metrics::Observation,
    sqlx::{Traced, observe_pool},
};

use crate::{
    faults::Fault,
    product::{Cart, Order},
};

pub(crate) struct Store {
    pool: SqlitePool,
    fails: Fault,
    /// The pool is observed while it is there.
    _observed: Observation,
}

impl Store {
    /// Opens the database in a file, or one that is forgotten with the process.
    pub(crate) async fn open(file: Option<&Path>, fails: Fault) -> Result<Self, sqlx::Error> {
        let options = match file {
            Some(file) => SqliteConnectOptions::new().filename(file).create_if_missing(true),
            None => SqliteConnectOptions::new().in_memory(true),
        };
        // Each connection to memory would be a database of its own.
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS orders
             (id INTEGER PRIMARY KEY, product TEXT NOT NULL, quantity INTEGER NOT NULL, cents INTEGER NOT NULL,
              state TEXT NOT NULL)",
        )
        .execute(&pool)
        .await?;
        Ok(Self { _observed: observe_pool("orders", &pool), pool, fails })
    }

    /// Adds an order, and returns its number.
    pub(crate) async fn add(&self, cart: &Cart, cents: i64) -> Result<i64, sqlx::Error> {
        // The table that is not there is what the fault looks like from outside.
        let statement = if self.fails.happens() {
            "INSERT INTO orders_elsewhere (product, quantity, cents, state) VALUES (?, ?, ?, 'new')"
        } else {
            "INSERT INTO orders (product, quantity, cents, state) VALUES (?, ?, ?, 'new')"
        };
        let asked = sqlx::query(statement).bind(cart.product.name()).bind(cart.quantity).bind(cents);
        Ok(asked.execute(Traced::new(&self.pool)).await?.last_insert_rowid())
    }

    pub(crate) async fn set_state(&self, id: i64, state: &'static str) -> Result<(), sqlx::Error> {
        let asked = sqlx::query("UPDATE orders SET state = ? WHERE id = ?").bind(state).bind(id);
        asked.execute(Traced::new(&self.pool)).await.map(|_| ())
    }

    pub(crate) async fn get(&self, id: i64) -> Result<Option<Order>, sqlx::Error> {
        let asked = sqlx::query("SELECT id, cents, state FROM orders WHERE id = ?").bind(id);
        let row = asked.fetch_optional(Traced::new(&self.pool)).await?;
        row.map(|row| Ok(Order { id: row.try_get(0)?, cents: row.try_get(1)?, state: row.try_get(2)? }))
            .transpose()
    }
}
