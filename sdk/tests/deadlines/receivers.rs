//! Receivers of OTLP over HTTP on real sockets: one that answers, one that never does, one that asks for patience.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use prost::Message;

/// Listens on a port of its own until the process ends.
pub(crate) struct Receiver {
    pub(crate) endpoint: String,
    requests: Arc<AtomicUsize>,
    log_records: Arc<AtomicUsize>,
}

impl Receiver {
    /// Answers each request with this status line and these headers.
    pub(crate) fn answering(head: &'static str) -> Self {
        Self::listening(TcpListener::bind("127.0.0.1:0").unwrap(), head)
    }

    /// Answers likewise whoever comes here.
    pub(crate) fn listening(listener: TcpListener, head: &'static str) -> Self {
        Self::start(listener, move |stream| {
            write!(stream, "HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n").is_ok() && stream.flush().is_ok()
        })
    }

    /// Takes everything, and answers with this body.
    pub(crate) fn saying(body: &'static [u8]) -> Self {
        Self::start(TcpListener::bind("127.0.0.1:0").unwrap(), move |stream| {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), body].concat()).is_ok()
        })
    }

    /// Takes connections and requests, and says nothing.
    pub(crate) fn hung() -> Self {
        Self::start(TcpListener::bind("127.0.0.1:0").unwrap(), |_| true)
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(SeqCst)
    }

    pub(crate) fn log_records(&self) -> usize {
        self.log_records.load(SeqCst)
    }

    fn start(listener: TcpListener, answer: impl Fn(&mut TcpStream) -> bool + Copy + Send + 'static) -> Self {
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let receiver = Self { endpoint, requests: Arc::default(), log_records: Arc::default() };
        let (requests, log_records) = (receiver.requests.clone(), receiver.log_records.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (requests, log_records) = (requests.clone(), log_records.clone());
                thread::spawn(move || serve(&stream, answer, &requests, &log_records));
            }
        });
        receiver
    }
}

/// Reads one request after the other from a connection.
fn serve(
    stream: &TcpStream,
    answer: impl Fn(&mut TcpStream) -> bool,
    requests: &AtomicUsize,
    log_records: &AtomicUsize,
) {
    let mut reader = BufReader::new(stream);
    while let Some(body) = body(&mut reader) {
        requests.fetch_add(1, SeqCst);
        let request = ExportLogsServiceRequest::decode(body.as_slice()).unwrap_or_default();
        let scopes = request.resource_logs.iter().flat_map(|resource| &resource.scope_logs);
        log_records.fetch_add(scopes.map(|scope| scope.log_records.len()).sum(), SeqCst);
        let mut stream = stream;
        if !answer(&mut stream.try_clone().unwrap()) || stream.flush().is_err() {
            return;
        }
    }
}

fn body(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}
