//! One checkout in the shop of `examples/shop`, each of its services a process, two of them in other languages: one
//! trace.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail and report as tests do")]

use std::{
    env,
    fmt::Write as _,
    net::TcpStream,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tracewell_tests_collector::{Collector, collector, free_port};

/// The customer's part, who has a trace of their own.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CUSTOMER: &str = "b7ad6b7169203331";

/// What is called for it, as OTLP numbers the kinds: 1 is internal, 2 a server, 3 a client.
const CHECKOUT: &str = "
shop-gateway: POST /checkout [2]
  shop-gateway: checkout [1]
    shop-gateway: GET [3]
      shop-recommendations: GET /recommendations/<product> [2]
    shop-gateway: POST [3]
      shop-orders: POST /orders [2]
        shop-orders: INSERT orders [3]
        shop-orders: charge [1]
          shop-orders: shop.Payment/Charge [3]
            shop-payment: shop.Payment/Charge [2]
              shop-payment: ask_bank [3]
        shop-orders: UPDATE orders [3]
        shop-orders: POST [3]
          shop-shipping: POST /shipments/{order} [2]
";

/// How long services may take to start, and spans to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A service under way; it is killed when it is dropped.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen by then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Five processes.
struct Shop {
    gateway: String,
    _services: Vec<Service>,
}

impl Shop {
    fn open(collector: &Collector, [shop, python, shipping]: &[String; 3]) -> Self {
        let at = [(); 5].map(|()| format!("127.0.0.1:{}", free_port()));
        let [gateway, orders, payment, recommendations, sending] = at.each_ref().map(String::as_str);
        let url = |address: &str| format!("http://{address}");
        let app = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../examples/shop/recommendations/app.py");
        let serve = |service| {
            [shop, "serve", service, "--gateway", gateway, "--orders", orders, "--payment", payment]
        };
        let joined = ["--recommendations", &url(recommendations), "--shipping", &url(sending)];
        let commands = [
            serve("payment").to_vec(),
            [&serve("orders")[..], &joined].concat(),
            [&serve("gateway")[..], &joined].concat(),
            vec![python, app, "--listen", recommendations],
            vec![shipping, "-listen", sending],
        ];
        let services = commands.iter().map(|command| start(collector, command)).collect();
        for address in &at {
            wait_for_listener(address);
        }
        Self { gateway: url(gateway), _services: services }
    }

    fn check_out(&self) -> Value {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        let request = client
            .post(format!("{}/checkout", self.gateway))
            .header("traceparent", format!("00-{TRACE}-{CUSTOMER}-01"))
            .json(&json!({"product": "coffee", "quantity": 2}));
        runtime.block_on(async {
            request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
        })
    }
}

fn start(collector: &Collector, command: &[&str]) -> Service {
    let child = Command::new(command[0])
        .args(&command[1..])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.http())
        .env("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        .env("OTEL_METRICS_EXPORTER", "none")
        .env("OTEL_BSP_SCHEDULE_DELAY", "20")
        .env("NO_PROXY", "127.0.0.1")
        .env_remove("OTEL_SERVICE_NAME")
        .spawn();
    Service(child.unwrap())
}

fn wait_for_listener(address: &str) {
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_err() {
        assert!(Instant::now() < end, "nobody listens at {address}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Returns the spans below `parent` as a tree, in the order in which they began.
fn tree(spans: &[(String, Value)], parent: &str, depth: usize) -> String {
    let mut children: Vec<_> = spans.iter().filter(|(_, span)| span["parentSpanId"] == parent).collect();
    children.sort_by_key(|(_, span)| span["startTimeUnixNano"].as_str().unwrap().to_owned());
    children.iter().fold(String::new(), |mut text, (service, span)| {
        let (name, kind) = (span["name"].as_str().unwrap(), &span["kind"]);
        writeln!(text, "{:indent$}{service}: {name} [{kind}]", "", indent = depth * 2).unwrap();
        text + &tree(spans, span["spanId"].as_str().unwrap(), depth + 1)
    })
}

/// Waits until the Collector has written so many spans of the trace.
fn wait_for_spans(collector: &Collector, count: usize) -> Vec<(String, Value)> {
    let end = Instant::now() + PATIENCE;
    loop {
        let received = collector.received().unwrap().remove(0);
        let spans = received.spans_by_service().filter(|(_, span)| span["traceId"] == TRACE);
        let spans: Vec<_> = spans.map(|(service, span)| (service.to_owned(), span.clone())).collect();
        if spans.len() >= count || Instant::now() > end {
            return spans;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_checkout_through_five_processes_is_one_trace() {
    let programs =
        ["SHOP", "RECOMMENDATIONS_PYTHON", "SHIPPING"].map(|name| env::var(name).unwrap_or_default());
    if programs.iter().any(String::is_empty) {
        println!("skipped: run tests/interop/services/run.sh");
        return;
    }
    let mut collector = collector().expect("a Collector");
    collector.start().unwrap();
    let shop = Shop::open(&collector, &programs);
    assert_eq!(shop.check_out(), json!({"id": 1, "cents": 900, "state": "paid"}));
    let spans = wait_for_spans(&collector, CHECKOUT.lines().count() - 1);
    let tree = tree(&spans, CUSTOMER, 0);
    assert_eq!(tree, CHECKOUT[1..], "{tree}");
    assert_eq!(tree.lines().count(), spans.len(), "each span has its parent: {spans:#?}");
}
