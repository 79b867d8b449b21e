//! The stand-alone listener that Prometheus scrapes: `GET /metrics`, and nothing else.
//!
//! It is not a web server. One thread answers a few connections at a time, one request on each; what a client may send,
//! and for how long, is bounded.

mod request;

use std::{io, net::SocketAddr, sync::Arc, thread, time::Duration};

use opentelemetry::Context;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::{self, Runtime},
    sync::{Semaphore, oneshot},
    task::spawn_blocking,
    time::timeout,
};

use super::{page::shown, source::Source};
use request::{Answer, Read};

/// Connections that are answered at a time; others wait in the system's queue.
const CONNECTIONS: usize = 16;

/// The longest that one connection may take.
const TIME: Duration = Duration::from_secs(30);

/// The longest that the head of its request may take: who is silent takes the place of one who is not.
const HEAD_TIME: Duration = Duration::from_secs(2);

/// Bytes of a request's head that are read.
const HEAD: usize = 16 << 10;

/// How long to wait after the system gave no connection: it is out of something.
const PAUSE: Duration = Duration::from_millis(100);

/// A running listener; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    /// Its end tells the thread.
    _stop: oneshot::Sender<()>,
}

impl Listener {
    /// Listens on a host, which may be a name, and a port; port 0 is any that is free.
    ///
    /// # Errors
    /// Where that cannot be listened on, or the system gives no thread.
    pub(crate) fn start(host: &str, port: u16, source: Arc<Source>) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((host, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name("tracewell-prometheus".to_owned()).spawn(move || {
            run(runtime, listener, &source, stopped);
        })?;
        Ok(Self { address, _stop: stop })
    }

    /// Returns where it listens.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests listen on any port that is free"))]
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }
}

fn run(
    runtime: Runtime,
    listener: std::net::TcpListener,
    source: &Arc<Source>,
    stopped: oneshot::Receiver<()>,
) {
    let _silence = Context::enter_telemetry_suppressed_scope();
    runtime.block_on(async {
        // What `start` could bind, the event loop takes, or nobody listens.
        let Ok(listener) = TcpListener::from_std(listener) else { return };
        tokio::select! {
            _ = stopped => {}
            () = accept(&listener, source) => {}
        }
    });
    // A callback of the program's that hangs is not waited for.
    runtime.shutdown_background();
}

async fn accept(listener: &TcpListener, source: &Arc<Source>) {
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(permit) = permits.clone().acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let source = source.clone();
        tokio::spawn(async move {
            // Who is slow or gone away gets nothing.
            let _ = timeout(TIME, answer(stream, source)).await;
            drop(permit);
        });
    }
}

async fn answer(mut stream: TcpStream, source: Arc<Source>) -> io::Result<()> {
    let answer = match timeout(HEAD_TIME, asked(&mut stream)).await?? {
        Read::Page { accept, has_body } => page(source, accept, has_body).await,
        Read::Refused(answer) => answer,
        Read::More => return Ok(()),
    };
    stream.write_all(&answer.bytes()).await?;
    stream.shutdown().await?;
    // What the client still sends is read, or the system would take the answer back with a reset.
    let mut rest = [0; 1024];
    let mut left = HEAD;
    while left > 0 {
        match stream.read(&mut rest).await? {
            0 => break,
            count => left = left.saturating_sub(count),
        }
    }
    Ok(())
}

/// Reads the head of a request; `More` where the client ends before its head does.
async fn asked(stream: &mut TcpStream) -> io::Result<Read> {
    let mut head = Vec::new();
    loop {
        match request::read(&head) {
            Read::More if head.len() >= HEAD => return Ok(Read::Refused(Answer::TOO_LARGE)),
            Read::More => {}
            read => return Ok(read),
        }
        if (&mut *stream).take((HEAD - head.len()) as u64).read_buf(&mut head).await? == 0 {
            return Ok(Read::More);
        }
    }
}

/// Reads all metrics on a thread of its own, because callbacks are the program's.
async fn page(source: Arc<Source>, accept: Option<String>, has_body: bool) -> Answer {
    let made = spawn_blocking(move || {
        let _silence = Context::enter_telemetry_suppressed_scope();
        shown(&source.snapshot(), accept.as_deref())
    });
    match made.await {
        Ok((content_type, page)) => Answer::page(content_type, page, has_body),
        Err(_) => Answer::FAILED,
    }
}

#[cfg(test)]
mod tests;
