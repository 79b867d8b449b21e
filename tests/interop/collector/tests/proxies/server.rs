//! A proxy for HTTP that lets nobody through without its password, and keeps the heads of what it was asked.

use std::sync::{Arc, Mutex, mpsc};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// `me:s3cret`, as it stands in a header.
const PASSWORD: &str = ": Basic bWU6czNjcmV0\r\n";

/// See the module's documentation.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts it; with a configuration it speaks TLS itself.
    pub(crate) fn start(tls: Option<ServerConfig>) -> Self {
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let (sender, port) = mpsc::channel();
        let (kept, acceptor) = (heads.clone(), tls.map(|tls| TlsAcceptor::from(Arc::new(tls))));
        crate::secure::run(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap().port()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (heads, acceptor) = (kept.clone(), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        Some(acceptor) => pass_on(acceptor.accept(stream).await?, &heads).await,
                        None => pass_on(stream, &heads).await,
                    }
                });
            }
        });
        Self { port: port.recv().unwrap(), heads }
    }

    /// Returns the first lines of what was asked, without the protocol's version.
    pub(crate) fn asked(&self) -> Vec<String> {
        let heads = self.heads.lock().unwrap();
        let lines = heads.iter().filter_map(|head| head.lines().next()?.strip_suffix(" HTTP/1.1"));
        lines.map(str::to_owned).collect()
    }
}

/// Reads the head of a connection's first request, and becomes a pipe to whom it names.
async fn pass_on(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    heads: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    heads.lock().unwrap().push(text.clone());
    if !text.contains(PASSWORD) {
        let answer = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
        return stream.write_all(answer).await;
    }
    let target = text.split(' ').nth(1).unwrap_or_default();
    let host = target.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let mut receiver = TcpStream::connect(host).await?;
    if text.starts_with("CONNECT ") {
        stream.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await?;
    } else {
        receiver.write_all(&head).await?;
    }
    copy_bidirectional(&mut stream, &mut receiver).await.map(|_| ())
}
