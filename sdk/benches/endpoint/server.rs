//! A server on a thread of its own, and what that thread has spent.

use std::{io, net::SocketAddr, thread, time::Duration};

use axum::{Router, routing::get, serve::ListenerExt};
use rustix::time::{ClockId, clock_gettime};
use tokio::net::TcpListener;

use crate::allocations;

/// Where the server says what its thread has spent: nanoseconds of processor time, and allocations.
pub(crate) const SPENT: &str = "/spent";

/// Serves a router until the process ends, on loopback.
pub(crate) fn serve(router: Router) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let router = router.route(SPENT, get(spent));
    thread::spawn(move || run(listener, router));
    Ok(address)
}

fn run(listener: std::net::TcpListener, router: Router) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        axum::serve(listener, router).await
    })
}

async fn spent() -> String {
    let processor: Duration = clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default();
    format!("{} {}", processor.as_nanos(), allocations::so_far())
}
