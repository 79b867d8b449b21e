//! rust → python → rust → go → rust, and each of the others first: one trace, right parents, the same baggage at each
//! hop.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and report as tests do")]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tracewell_tests_collector::{Collector, collector};

/// A service under way; it is killed when it is dropped.
struct Service {
    child: Child,
    url: String,
}

impl Service {
    fn start(name: &str, collector: &Collector, program: &[&str]) -> Self {
        let mut child = Command::new(program[0])
            .args(&program[1..])
            .env("OTEL_SERVICE_NAME", name)
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.http())
            .env("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .env("OTEL_LOGS_EXPORTER", "none")
            .env("OTEL_METRICS_EXPORTER", "none")
            .env("OTEL_BSP_SCHEDULE_DELAY", "20")
            .env("NO_PROXY", "127.0.0.1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://127.0.0.1:"), "{name}: {url:?}");
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The caller's part, as if it were a browser with a trace of its own.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";
const BAGGAGE: &str = "tenant=acme,city=K%C3%B6ln%2C%2250%25%22%3B%3D,sum=1%2B1,empty=";

/// OpenTelemetry for Python writes a blank as `+`, which no other reads as a blank (W3C Baggage has percent-encoding
/// alone): chains through it do without this.
const WORDS: &str = ",words=two%20words";

fn post(url: &str, route: &[&str], baggage: &str) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let request = client
            .post(url)
            .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
            .header("tracestate", "vendor=1")
            .header("baggage", baggage)
            .json(&json!({ "route": route }));
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    })
}

/// A span, as far as it matters here.
#[derive(Debug)]
struct Span {
    service: String,
    id: String,
    parent: String,
    trace: String,
    state: String,
    kind: i64,
}

fn spans(collector: &Collector) -> Vec<Span> {
    let received = collector.received().unwrap();
    let resources =
        received.iter().flat_map(|life| &life.requests).flat_map(|request| list(&request["resourceSpans"]));
    resources.flat_map(spans_of).collect()
}

fn spans_of(resource: &Value) -> Vec<Span> {
    let service = tracewell_tests_collector::attribute(&resource["resource"], "service.name").unwrap();
    let spans = list(&resource["scopeSpans"]).flat_map(|scope| list(&scope["spans"]));
    let text = |span: &Value, name: &str| span[name].as_str().unwrap_or_default().to_owned();
    spans
        .map(|span| Span {
            service: text(service, "stringValue"),
            id: text(span, "spanId"),
            parent: text(span, "parentSpanId"),
            trace: text(span, "traceId"),
            state: text(span, "traceState"),
            kind: span["kind"].as_i64().unwrap(),
        })
        .collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Waits for so many spans.
fn wait_for(collector: &Collector, count: usize) -> Vec<Span> {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let spans = spans(collector);
        if spans.len() >= count || Instant::now() > end {
            return spans;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Follows the parents from the last hop's server span to the caller's, which stands at the end.
fn path(spans: &[Span]) -> Vec<(&str, i64)> {
    let by_id: HashMap<_, _> = spans.iter().map(|span| (span.id.as_str(), span)).collect();
    let parents: BTreeSet<_> = spans.iter().map(|span| span.parent.as_str()).collect();
    let leaves: Vec<_> = spans.iter().filter(|span| !parents.contains(span.id.as_str())).collect();
    assert_eq!(leaves.len(), 1, "{spans:#?}");
    let chain = std::iter::successors(Some(leaves[0]), |span| by_id.get(span.parent.as_str()).copied());
    let chain: Vec<_> = chain.take(spans.len() + 1).collect();
    assert_eq!(chain.last().unwrap().parent, CALLER);
    chain.into_iter().rev().map(|span| (span.service.as_str(), span.kind)).collect()
}

#[test]
fn one_trace_through_services_of_three_languages() {
    let (Some(python), Some(go)) = (std::env::var("PYTHON_SERVICE").ok(), std::env::var("GO_SERVICE").ok())
    else {
        println!("skipped: run tests/interop/services/run.sh");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/service.py");
    let rust = env!("CARGO_BIN_EXE_tracewell-tests-services");
    for order in [
        ["rust", "python", "rust", "go", "rust"],
        ["python", "rust", "go", "rust", "python"],
        ["go", "rust", "python", "rust", "go"],
        ["rust", "rust", "python", "go", "rust"],
        ["rust", "go", "rust", "go", "rust"],
    ] {
        let mut collector = collector().expect("a Collector");
        collector.start().unwrap();
        let services = HashMap::from([
            ("rust", Service::start("rust", &collector, &[rust])),
            ("python", Service::start("python", &collector, &[&python, script])),
            ("go", Service::start("go", &collector, &[&go])),
        ]);
        check(&collector, &services, &order);
    }
}

fn check(collector: &Collector, services: &HashMap<&str, Service>, order: &[&str]) {
    let urls: Vec<_> = order.iter().map(|name| services[name].url.as_str()).collect();
    let words = if order.contains(&"python") { "" } else { WORDS };
    let seen = post(urls[0], &urls[1..], &format!("{BAGGAGE}{words}"));
    println!("{}: {seen}", order.join(" → "));
    let mut baggage =
        BTreeMap::from([("tenant", "acme"), ("city", "Köln,\"50%\";="), ("sum", "1+1"), ("empty", "")]);
    if !words.is_empty() {
        baggage.insert("words", "two words");
    }
    let expected: Vec<_> =
        order.iter().map(|name| json!({"service": name, "trace_id": TRACE, "baggage": baggage})).collect();
    assert_eq!(seen, json!(expected));

    // A server's span for each hop, and a client's for each but the last.
    let spans = wait_for(collector, order.len() * 2 - 1);
    assert!(spans.iter().all(|span| span.trace == TRACE && span.state == "vendor=1"), "{spans:#?}");
    let mut expected: Vec<_> = order.iter().flat_map(|name| [(*name, 2), (*name, 3)]).collect();
    expected.pop();
    assert_eq!(path(&spans), expected);
    assert_eq!(spans.len(), expected.len());
}
