//! A closed loop over connections that stay open: each sends its next request when the last one is answered.

use std::{io, net::SocketAddr, time::Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::{server::SPENT, statistics::quantile};

/// Connections that ask at once.
const CONNECTIONS: u32 = 4;
/// Requests of one connection in one turn.
const REQUESTS: u32 = 1_000;
/// Those before, which are not measured.
const WARM_UP: u32 = 50;
/// All requests of one turn.
pub(crate) const REQUESTS_OF_TURN: u32 = CONNECTIONS * (WARM_UP + REQUESTS);

/// What one turn shows: microseconds, for one request.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Processor time of the server's thread.
    pub(crate) processor: f64,
    /// Those of the server's thread.
    pub(crate) allocations: f64,
}

/// Asks one server for a turn's requests.
pub(crate) fn turn(address: SocketAddr) -> io::Result<Turn> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut asking = Connection::open(address).await?;
        ask_all(address, WARM_UP).await?;
        let before = asking.spent().await?;
        let mut waited = ask_all(address, REQUESTS).await?;
        let after = asking.spent().await?;
        let requests = f64::from(CONNECTIONS * REQUESTS);
        Ok(Turn {
            p50: quantile(&mut waited, (50, 100)),
            p99: quantile(&mut waited, (99, 100)),
            processor: (after.0 - before.0) / 1_000.0 / requests,
            allocations: (after.1 - before.1) / requests,
        })
    })
}

/// Returns how long each request waited for its answer.
async fn ask_all(address: SocketAddr, requests: u32) -> io::Result<Vec<f64>> {
    let mut connections = JoinSet::new();
    for number in 0..CONNECTIONS {
        connections.spawn(ask(address, number * requests..(number + 1) * requests));
    }
    connections.join_all().await.into_iter().try_fold(Vec::new(), |mut all, waited| {
        all.extend(waited?);
        Ok(all)
    })
}

async fn ask(address: SocketAddr, orders: std::ops::Range<u32>) -> io::Result<Vec<f64>> {
    let mut connection = Connection::open(address).await?;
    let mut waited = Vec::with_capacity(orders.len());
    for order in orders {
        let begun = Instant::now();
        connection.get(&format!("/orders/{order}")).await?;
        waited.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(waited)
}

/// A connection that speaks as much HTTP as this takes.
struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(8_192) })
    }

    /// Returns the body of a good answer.
    async fn get(&mut self, path: &str) -> io::Result<&str> {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench/1\r\naccept: */*\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(begins) = whole(&self.answer)? {
                return std::str::from_utf8(&self.answer[begins..]).map_err(io::Error::other);
            }
        }
    }

    /// Returns what the server's thread has spent so far.
    async fn spent(&mut self) -> io::Result<(f64, f64)> {
        let body = self.get(SPENT).await?;
        let figures: Vec<f64> = body.split(' ').filter_map(|figure| figure.parse().ok()).collect();
        figures.first().copied().zip(figures.get(1).copied()).ok_or(io::ErrorKind::InvalidData.into())
    }
}

/// Returns where the body of an answer begins, once the answer is whole.
fn whole(answer: &[u8]) -> io::Result<Option<usize>> {
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&answer[..head]).map_err(io::Error::other)?;
    let length = text.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    if !text.starts_with("HTTP/1.1 200 ") {
        return Err(io::Error::other(text.to_owned()));
    }
    let begins = head + 4;
    Ok((answer.len() >= begins + length).then_some(begins))
}
