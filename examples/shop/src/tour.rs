//! What the services tell: one checkout, one that fails, a scanner's attack.

mod show;

use std::net::{Ipv4Addr, SocketAddr};

use opentelemetry_sdk::trace::{InMemorySpanExporter, SimpleSpanProcessor};
use tokio::net::TcpListener;
use tracewell::{
    Telemetry, TelemetryGuard,
    logs::MemorySink,
    opentelemetry::{Context, TraceId, trace::TraceContextExt},
    traced,
};

use self::show::{heading, lines, tree};
use crate::{
    FLUSH,
    http::Http,
    load::{buy, scan},
    serve::Running,
    settings::{Faults, Neighbours},
};

/// How many paths and vouchers the scanner tries.
const TRIES: u32 = 500;

pub(crate) async fn run(faults: &Faults) -> anyhow::Result<()> {
    let tour = Tour::begin()?;
    let (http, healthy) = (Http::new(), Shop::start(faults).await?);
    tour.checkout("One checkout", &http, &healthy).await?;
    let declining = Shop::start(&Faults { payment_declines: 1.0, ..faults.clone() }).await?;
    tour.checkout("A checkout whose payment is declined", &http, &declining).await?;

    heading("A scanner tries paths and vouchers: from the page of metrics");
    scan(&http, &healthy.gateway, 0..TRIES).await;
    let answer = http.get(&format!("{}/metrics", healthy.gateway)).await?;
    show::page(&answer.text().await?);

    heading("Who asked for more series than there may be");
    for blame in tracewell::metrics::blame() {
        print!("{blame}");
    }
    tour.end()
}

/// What is told, kept to be shown; it goes on to where the environment says as well.
struct Tour {
    telemetry: TelemetryGuard,
    spans: InMemorySpanExporter,
    logs: MemorySink,
}

impl Tour {
    fn begin() -> anyhow::Result<Self> {
        let (spans, logs) = (InMemorySpanExporter::default(), MemorySink::default());
        let telemetry = Telemetry::builder()
            .service_name("shop")
            .span_processor(SimpleSpanProcessor::new(spans.clone()))
            .log_sink(logs.clone())
            .metrics_page()
            .install()?;
        Ok(Self { telemetry, spans, logs })
    }

    async fn checkout(&self, title: &str, http: &Http, shop: &Shop) -> anyhow::Result<()> {
        let trace = customer(http, &shop.gateway).await;
        self.telemetry.force_flush(FLUSH)?;
        heading(title);
        let spans = self.spans.get_finished_spans()?;
        print!("{}", tree(spans.into_iter().filter(|span| span.span_context.trace_id() == trace).collect()));
        heading("Its log");
        print!("{}", lines(&self.logs.take_lines(), trace));
        Ok(())
    }

    fn end(self) -> anyhow::Result<()> {
        heading("What became of all spans and lines");
        self.telemetry.force_flush(FLUSH)?;
        for (what, books) in [("spans", self.telemetry.spans()), ("lines", self.telemetry.logs().written)] {
            println!("{what}: {} recorded, {} dropped", books.attempted, books.total_dropped());
        }
        Ok(self.telemetry.shutdown(FLUSH)?)
    }
}

/// A customer, whose trace begins here.
#[traced]
async fn customer(http: &Http, gateway: &str) -> TraceId {
    buy(http, gateway, 0).await;
    Context::current().span().span_context().trace_id()
}

/// All three services in this process.
struct Shop {
    gateway: String,
    _running: Running,
}

impl Shop {
    async fn start(faults: &Faults) -> anyhow::Result<Self> {
        let (mut running, neighbours) = (Running::default(), Neighbours::default());
        let [(payment, payment_at), (orders, orders_at), (gateway, gateway_at)] =
            [listen().await?, listen().await?, listen().await?];
        running.payment(payment, faults);
        running.orders(orders, payment_at, None, faults, &neighbours).await?;
        running.gateway(gateway, orders_at, &neighbours);
        Ok(Self { gateway: format!("http://{gateway_at}"), _running: running })
    }
}

/// Returns a socket wherever there is room for one.
async fn listen() -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
