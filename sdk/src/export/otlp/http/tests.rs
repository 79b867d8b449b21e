//! The client on real sockets: what it asks whom, what it reads of the answer, and what it says of trouble.

mod sender;
mod server;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTracePartialSuccess;

use super::*;
use crate::config::Protocol as Carrier;
use server::{Server, answer};

fn config(endpoint: &str) -> OtlpConfig {
    OtlpConfig {
        endpoint: endpoint.to_owned(),
        protocol: Carrier::HttpProtobuf,
        headers: Vec::new(),
        gzip: false,
        timeout: Duration::from_secs(20),
        certificate: None,
        client_identity: None,
    }
}

fn no_proxy() -> Matcher {
    Matcher::builder().build()
}

fn client(endpoint: &str, proxies: &Matcher) -> Client {
    Client::new(&config(endpoint), proxies, Arc::default()).unwrap()
}

/// Sends one request as the exporter does.
async fn send(client: &Client, endpoint: &str) -> Result<Response<Bytes>, HttpError> {
    client.send_bytes(Request::post(endpoint).body(Bytes::from_static(b"spans")).unwrap()).await
}

/// Returns the words that stand behind an exporter's own.
fn cause(client: &Client) -> String {
    let error = client.heard.explain(opentelemetry_sdk::error::OTelSdkError::InternalFailure(String::new()));
    error.to_string()
}

#[test]
fn what_was_rejected_is_read_from_the_answer_and_garbage_is_not() {
    let partial_success = ExportTracePartialSuccess { rejected_spans: 3, error_message: "full".to_owned() };
    let answer = ExportTraceServiceResponse { partial_success: Some(partial_success) };
    assert_eq!(rejected(&answer.encode_to_vec().into()), 3);
    assert_eq!(rejected(&Bytes::new()), 0);
    assert_eq!(rejected(&Bytes::from_static(b"{\"partialSuccess\":{}}")), 0);
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let endpoint = server.url("/v1/traces");
    let client = client(&endpoint, &no_proxy());
    for _ in 0..3 {
        assert_eq!(send(&client, &endpoint).await.unwrap().status(), 200);
        assert!(server.head().starts_with("POST /v1/traces HTTP/1.1\r\n"));
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_receiver_that_starts_anew_is_reached_over_a_new_connection() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let endpoint = server.url("/v1/traces");
    let client = client(&endpoint, &no_proxy());
    send(&client, &endpoint).await.unwrap();
    let address = server.stop();
    let server = Server::start(&address.to_string(), answer(b"again"));
    // The request that finds out may be lost with the old connection; the exporter repeats it.
    let response = match send(&client, &endpoint).await {
        Ok(response) => response,
        Err(_) => send(&client, &endpoint).await.unwrap(),
    };
    assert_eq!((response.body().as_ref(), server.connections()), (b"again".as_slice(), 1));
}

#[tokio::test]
async fn an_address_of_ipv6_is_reached() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return; // This machine has none.
    }
    let server = Server::start("[::1]:0", answer(b""));
    let endpoint = server.url("/");
    send(&client(&endpoint, &no_proxy()), &endpoint).await.unwrap();
    assert!(server.head().contains("\r\nhost: [::1]:"));
}

#[tokio::test]
async fn an_answer_of_any_size_takes_no_more_than_four_mebibytes() {
    let fits = vec![0; ANSWER];
    let server = Server::start("127.0.0.1:0", answer(&fits));
    let endpoint = server.url("/");
    assert_eq!(send(&client(&endpoint, &no_proxy()), &endpoint).await.unwrap().body().len(), ANSWER);

    for too_long in [answer(&[fits.as_slice(), b"."].concat()), server::without_end()] {
        let server = Server::start("127.0.0.1:0", too_long);
        let endpoint = server.url("/");
        let client = client(&endpoint, &no_proxy());
        let error = send(&client, &endpoint).await.unwrap_err();
        assert!(error.is::<ResponseBodyTooLarge>(), "{error:?}");
        assert_eq!(cause(&client), "Operation failed: ", "the exporter has said it");
    }
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_named_down_to_its_cause() {
    let nobody = Server::start("127.0.0.1:0", answer(b"")).stop();
    let refused = std::net::TcpStream::connect(nobody).unwrap_err().to_string();
    let endpoint = format!("http://{nobody}/");
    let client = client(&endpoint, &no_proxy());
    send(&client, &endpoint).await.unwrap_err();
    let cause = cause(&client);
    assert!(cause.ends_with(&refused), "{cause}");
}

#[tokio::test]
async fn silence_is_cut_off_by_the_exporters_timeout() {
    let server = Server::start("127.0.0.1:0", server::nothing());
    let endpoint = server.url("/");
    let timeout = Duration::from_millis(20);
    let config = OtlpConfig { timeout, ..config(&endpoint) };
    let client = Client::new(&config, &no_proxy(), Arc::default()).unwrap();
    send(&client, &endpoint).await.unwrap_err();
    assert_eq!(cause(&client), "Operation failed: : no answer within 20ms");
}

#[tokio::test]
async fn a_proxy_reads_the_whole_address_and_the_password_that_is_meant_for_it() {
    let proxy = Server::start("127.0.0.1:0", answer(b""));
    let proxies = Matcher::builder().http(format!("http://me:s3cret@{}", proxy.address)).build();
    let endpoint = "http://collector.invalid:4318/v1/traces";
    send(&client(endpoint, &proxies), endpoint).await.unwrap();
    let head = proxy.head();
    assert!(head.starts_with("POST http://collector.invalid:4318/v1/traces HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nhost: collector.invalid:4318\r\n"), "{head}");
    assert!(head.contains("\r\nproxy-authorization: Basic bWU6czNjcmV0\r\n"), "{head}");
}

#[tokio::test]
async fn a_header_that_was_configured_wins_over_that_of_the_address() {
    let proxy = Server::start("127.0.0.1:0", answer(b""));
    let proxies = Matcher::builder().http(format!("http://me:s3cret@{}", proxy.address)).build();
    let endpoint = "http://collector.invalid/";
    let own = ("Proxy-Authorization".to_owned(), "Bearer token".to_owned());
    let config = OtlpConfig { headers: vec![own], ..config(endpoint) };
    send(&Client::new(&config, &proxies, Arc::default()).unwrap(), endpoint).await.unwrap();
    let head = proxy.head();
    assert!(head.contains("\r\nproxy-authorization: Bearer token\r\n"), "{head}");
    assert_eq!(head.matches("proxy-authorization").count(), 1, "{head}");
}

#[tokio::test]
async fn a_receiver_that_needs_no_proxy_is_reached_straight() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let proxies = Matcher::builder().all("http://me:s3cret@proxy.invalid").no("127.0.0.0/8").build();
    let endpoint = server.url("/v1/traces");
    send(&client(&endpoint, &proxies), &endpoint).await.unwrap();
    let head = server.head();
    assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("proxy-authorization"), "{head}");
}

#[test]
fn a_proxy_that_cannot_be_spoken_to_is_an_error_of_the_installation() {
    let problem = |proxy: &str| {
        let proxies = Matcher::builder().all(proxy).build();
        let error = Client::new(&config("http://collector:4318/"), &proxies, Arc::default()).unwrap_err();
        chain(&error).join(": ")
    };
    assert_eq!(
        problem("socks5://proxy:1080"),
        "http://collector:4318/: cannot make a client: its proxy speaks socks5, which is not known here: NO_PROXY can \
         leave it out"
    );
    #[cfg(not(feature = "tls"))]
    assert_eq!(problem("https://proxy"), "http://collector:4318/: https needs tracewell's feature `tls`");
}
