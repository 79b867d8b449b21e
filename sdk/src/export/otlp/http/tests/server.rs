//! A server that gives the same answer to each request, and keeps the heads of what was asked.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// Writes an answer; false where the connection is at its end.
pub(super) type Answer = Arc<dyn Fn(&mut TcpStream) -> bool + Send + Sync>;

/// Answers with this body.
pub(super) fn answer(body: &[u8]) -> Answer {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let whole = [head.as_bytes(), body].concat();
    Arc::new(move |stream| stream.write_all(&whole).is_ok())
}

/// Answers with a body that goes on for as long as somebody reads it.
pub(super) fn without_end() -> Answer {
    let chunk = [b"10000\r\n".as_slice(), &vec![0; 0x1_0000], b"\r\n"].concat();
    Arc::new(move |stream| {
        let mut is_read = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_ok();
        while is_read {
            is_read = stream.write_all(&chunk).is_ok();
        }
        false
    })
}

/// Keeps the connection, and says nothing.
pub(super) fn nothing() -> Answer {
    Arc::new(|_| true)
}

/// See the module's documentation.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    heads: Receiver<String>,
    connections: Arc<Mutex<Vec<TcpStream>>>,
    is_stopped: Arc<AtomicBool>,
    listening: JoinHandle<()>,
}

impl Server {
    pub(super) fn start(address: &str, answer: Answer) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heads) = mpsc::channel();
        let (connections, is_stopped) =
            (Arc::<Mutex<Vec<TcpStream>>>::default(), Arc::<AtomicBool>::default());
        let (kept, stopped) = (connections.clone(), is_stopped.clone());
        let listening = thread::spawn(move || {
            for stream in listener.incoming().flatten().take_while(|_| !stopped.load(SeqCst)) {
                kept.lock().unwrap().push(stream.try_clone().unwrap());
                let (sender, answer) = (sender.clone(), answer.clone());
                thread::spawn(move || serve(stream, &sender, &answer));
            }
        });
        Self { address, heads, connections, is_stopped, listening }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns the head of the next request, names in lower case as the client writes them.
    pub(super) fn head(&self) -> String {
        self.heads.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    /// Returns how many connections were made.
    pub(super) fn connections(&self) -> usize {
        self.connections.lock().unwrap().len()
    }

    /// Ends it and all connections; the address is free then.
    pub(super) fn stop(self) -> SocketAddr {
        for connection in self.connections.lock().unwrap().iter() {
            let _ = connection.shutdown(Shutdown::Both);
        }
        self.is_stopped.store(true, SeqCst);
        drop(TcpStream::connect(self.address));
        self.listening.join().unwrap();
        self.address
    }
}

/// Reads one request after the other.
fn serve(mut stream: TcpStream, heads: &Sender<String>, answer: &Answer) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(head) = head(&mut reader) {
        let _ = heads.send(head);
        if !answer(&mut stream) {
            return;
        }
    }
}

/// Reads a request, and returns its head.
fn head(reader: &mut impl BufRead) -> Option<String> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let start = head.len();
        reader.read_line(&mut head).ok().filter(|count| *count > 0)?;
        let line = head[start..].trim();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    reader.take(length).read_to_end(&mut Vec::new()).ok()?;
    Some(head)
}
