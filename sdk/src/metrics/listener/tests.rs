use std::{
    io::{Read as _, Write as _},
    net::{TcpListener as StdListener, TcpStream as StdStream},
    time::Instant,
};

use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::{Resource, metrics::SdkMeterProvider};

use super::*;
use crate::metrics::sdk::SdkReader;

fn listener() -> (Listener, SdkMeterProvider) {
    let reader = SdkReader::default();
    let provider = SdkMeterProvider::builder().with_reader(reader.clone()).build();
    provider.meter("shop").u64_counter("shop.orders").build().add(3, &[]);
    let source = Arc::new(Source::new(Resource::builder_empty().build(), Some(reader)));
    (Listener::start("127.0.0.1", 0, source).unwrap(), provider)
}

fn asked(listener: &Listener, request: &[u8]) -> String {
    let mut stream = StdStream::connect(listener.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_page_is_what_the_client_accepts() {
    let (listener, _provider) = listener();
    let plain = asked(&listener, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(plain.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4"), "{plain}");
    assert!(plain.contains("\nshop_orders_total{otel_scope_name=\"shop\"} 3\n"), "{plain}");
    let open = asked(&listener, b"GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text\r\n\r\n");
    assert!(open.contains("Content-Type: application/openmetrics-text; version=1.0.0"), "{open}");
    assert!(open.ends_with("\n# EOF\n"), "{open}");
    assert!(asked(&listener, b"GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
}

#[test]
fn heads_without_end_and_many_silent_clients_hold_up_nobody() {
    let (listener, _provider) = listener();
    let endless = [b"GET /metrics HTTP/1.1\r\nX: ".to_vec(), vec![b'x'; HEAD]].concat();
    assert!(asked(&listener, &endless).starts_with("HTTP/1.1 431 "));
    let silent: Vec<_> = (0..CONNECTIONS).map(|_| StdStream::connect(listener.address()).unwrap()).collect();
    // Each takes a place until its time is over.
    let begun = Instant::now();
    assert!(asked(&listener, b"GET /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200 "));
    assert!(begun.elapsed() < HEAD_TIME * 5, "{:?}", begun.elapsed());
    drop(silent);
}

#[test]
fn the_port_is_free_when_the_listener_has_ended() {
    let (listener, _provider) = listener();
    let address = listener.address();
    drop(listener);
    let until = Instant::now() + Duration::from_secs(20);
    while StdListener::bind(address).is_err() {
        assert!(Instant::now() < until, "{address} is still taken");
        thread::sleep(Duration::from_millis(10));
    }
}
