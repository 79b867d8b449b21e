//! The connections of a pool: semantic conventions 1.42, "Connection pools".

use std::borrow::Cow;

use ::sqlx::{Database, Pool};

use crate::metrics::{LabelValue, Labels, ObservableUpDownCounter, Observation};

/// What a connection is doing.
#[derive(Clone, Copy, LabelValue)]
enum State {
    Idle,
    Used,
}

#[derive(Labels)]
struct ConnectionLabels<'a> {
    #[label(name = "db.client.connection.pool.name", max = 100)]
    pool: &'a str,
    #[label(name = "db.client.connection.state")]
    state: State,
}

#[derive(Labels)]
struct PoolLabels<'a> {
    #[label(name = "db.client.connection.pool.name", max = 100)]
    pool: &'a str,
}

#[tracewell::metrics]
struct Connections {
    /// Connections that are open, by what they do.
    #[up_down_counter(unit = "{connection}", name = "db.client.connection.count")]
    count: ObservableUpDownCounter<ConnectionLabels<'static>>,
    /// Connections that may be open.
    #[up_down_counter(unit = "{connection}", name = "db.client.connection.max")]
    max: ObservableUpDownCounter<PoolLabels<'static>>,
    /// Connections that stay open although nobody uses them.
    #[up_down_counter(unit = "{connection}", name = "db.client.connection.idle.min")]
    idle_min: ObservableUpDownCounter<PoolLabels<'static>>,
}

/// Observes the connections of a pool whenever metrics are read, until the answer is dropped:
/// `db.client.connection.count`, `db.client.connection.max`, `db.client.connection.idle.min`. `name` tells the pools of
/// the process apart. A pool that is closed shows nothing.
///
/// ```no_run
/// # fn example(pool: sqlx::Pool<sqlx::Sqlite>) {
/// tracewell::sqlx::observe_pool("orders", &pool).keep();
/// # }
/// ```
///
/// # Cost
/// None for queries. The pool stays open as long as it is observed, unless it is closed.
pub fn observe_pool<DB: Database>(name: impl Into<Cow<'static, str>>, pool: &Pool<DB>) -> Observation {
    if cfg!(feature = "off") {
        return Observation::NOTHING;
    }
    let name = name.into();
    let connections = Connections::get();
    let (counted, named) = (pool.clone(), name.clone());
    let count = connections.count.observe(move |readings| {
        let (open, idle) = (i64::from(counted.size()), counted.num_idle() as i64);
        if !counted.is_closed() {
            let of = |state| ConnectionLabels { pool: &named, state };
            readings.observe(idle, &of(State::Idle));
            readings.observe((open - idle).max(0), &of(State::Used));
        }
    });
    let (bounded, named) = (pool.clone(), name.clone());
    let max = connections.max.observe(move |readings| {
        if !bounded.is_closed() {
            readings.observe(bounded.options().get_max_connections().into(), &PoolLabels { pool: &named });
        }
    });
    let kept = pool.clone();
    let idle_min = connections.idle_min.observe(move |readings| {
        if !kept.is_closed() {
            readings.observe(kept.options().get_min_connections().into(), &PoolLabels { pool: &name });
        }
    });
    count.and(max).and(idle_min)
}
