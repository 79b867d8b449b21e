//! The client on real sockets: what it asks whom, what it reads of the answer, and what it says of trouble.

mod requests;
mod server;

use std::time::Duration;

use super::*;
use crate::{config::Protocol, trace::chain};
use server::{Server, answer};

fn config(endpoint: &str) -> OtlpConfig {
    OtlpConfig {
        endpoint: endpoint.to_owned(),
        protocol: Protocol::HttpProtobuf,
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
    Client::through(&config(endpoint), proxies).unwrap()
}

async fn send(client: &Client) -> Result<Bytes, Refusal> {
    client.send(&Bytes::from_static(b"spans")).await
}

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let endpoint = server.url("/v1/traces");
    let client = client(&endpoint, &no_proxy());
    for _ in 0..3 {
        assert_eq!(send(&client).await, Ok(Bytes::new()));
        assert!(server.head().starts_with("POST /v1/traces HTTP/1.1\r\n"));
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_receiver_that_starts_anew_is_reached_over_a_new_connection() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let endpoint = server.url("/v1/traces");
    let client = client(&endpoint, &no_proxy());
    send(&client).await.unwrap();
    let address = server.stop();
    let server = Server::start(&address.to_string(), answer(b"again"));
    // The request that finds out may be lost with the old connection; the transport repeats it.
    let answer = match send(&client).await {
        Ok(answer) => answer,
        Err(_) => send(&client).await.unwrap(),
    };
    assert_eq!((answer.as_ref(), server.connections()), (b"again".as_slice(), 1));
}

#[tokio::test]
async fn an_address_of_ipv6_is_reached() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return; // This machine has none.
    }
    let server = Server::start("[::1]:0", answer(b""));
    let endpoint = server.url("/");
    send(&client(&endpoint, &no_proxy())).await.unwrap();
    assert!(server.head().contains("\r\nhost: [::1]:"));
}

#[tokio::test]
async fn an_answer_of_any_size_takes_no_more_than_four_mebibytes() {
    let fits = vec![0; ANSWER];
    let server = Server::start("127.0.0.1:0", answer(&fits));
    let endpoint = server.url("/");
    assert_eq!(send(&client(&endpoint, &no_proxy())).await.unwrap().len(), ANSWER);

    for too_long in [answer(&[fits.as_slice(), b"."].concat()), server::without_end()] {
        let server = Server::start("127.0.0.1:0", too_long);
        let endpoint = server.url("/");
        let said = Refusal::ForGood("the answer is longer than 4194304 bytes".to_owned());
        assert_eq!(send(&client(&endpoint, &no_proxy())).await, Err(said));
    }
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_named_down_to_its_cause() {
    let nobody = Server::start("127.0.0.1:0", answer(b"")).stop();
    let refused = std::net::TcpStream::connect(nobody).unwrap_err().to_string();
    let endpoint = format!("http://{nobody}/");
    let Err(Refusal::ForNow { after: None, said }) = send(&client(&endpoint, &no_proxy())).await else {
        panic!("nobody listens there")
    };
    assert!(said.ends_with(&refused), "{said}");
}

#[tokio::test]
async fn a_proxy_reads_the_whole_address_and_the_password_that_is_meant_for_it() {
    let proxy = Server::start("127.0.0.1:0", answer(b""));
    let proxies = Matcher::builder().http(format!("http://me:s3cret@{}", proxy.address)).build();
    let endpoint = "http://collector.invalid:4318/v1/traces";
    send(&client(endpoint, &proxies)).await.unwrap();
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
    send(&Client::through(&config, &proxies).unwrap()).await.unwrap();
    let head = proxy.head();
    assert!(head.contains("\r\nproxy-authorization: Bearer token\r\n"), "{head}");
    assert_eq!(head.matches("proxy-authorization").count(), 1, "{head}");
}

#[tokio::test]
async fn a_receiver_that_needs_no_proxy_is_reached_straight() {
    let server = Server::start("127.0.0.1:0", answer(b""));
    let proxies = Matcher::builder().all("http://me:s3cret@proxy.invalid").no("127.0.0.0/8").build();
    let endpoint = server.url("/v1/traces");
    send(&client(&endpoint, &proxies)).await.unwrap();
    let head = server.head();
    assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("proxy-authorization"), "{head}");
}

#[test]
fn a_proxy_that_cannot_be_spoken_to_is_an_error_of_the_installation() {
    let problem = |proxy: &str| {
        let proxies = Matcher::builder().all(proxy).build();
        let error = Client::through(&config("http://collector:4318/"), &proxies).unwrap_err();
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
