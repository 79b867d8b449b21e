//! A receiver that is away for a while: it is asked again until the export's time is over, and nobody waits longer than
//! they said.

use std::{
    net::{SocketAddr, TcpListener},
    thread,
    time::{Duration, Instant},
};

use tracewell::{
    Telemetry,
    logs::MemorySink,
    opentelemetry::{global, trace::Tracer},
    pipeline::DropReason,
    telemetry::FlushError,
};

use crate::{DEADLINE, LOGS, SPANS, alone, in_time, installed, receivers::Receiver, settled};

/// As long as a Collector takes to start anew.
const AWAY: Duration = Duration::from_secs(3);

const FLUSH: Duration = Duration::from_millis(200);

/// A port of this machine that answers nobody, and belongs to nobody else.
struct Closed(tokio::net::TcpSocket);

impl Closed {
    fn new() -> (Self, SocketAddr) {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        (Self(socket), address)
    }

    /// Lets it listen.
    fn open(self) -> TcpListener {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
        let _within = runtime.enter();
        let listener = self.0.listen(64).unwrap().into_std().unwrap();
        listener.set_nonblocking(false).unwrap();
        listener
    }
}

#[test]
fn who_comes_back_within_the_exports_time_has_lost_nothing() {
    let _alone = alone();
    let (closed, address) = Closed::new();
    let endpoint = format!("http://{address}");
    let telemetry = installed(&endpoint, &endpoint, &[]);
    let ledgers = telemetry.ledgers();
    let opening = thread::spawn(move || {
        thread::sleep(AWAY);
        Receiver::listening(closed.open(), "200 OK")
    });
    let begun = Instant::now();
    settled::end(telemetry, Duration::from_secs(20)).unwrap();
    assert!(begun.elapsed() > AWAY, "it was away");
    let receiver = opening.join().unwrap();
    let delivered = [0, 2].map(|index| ledgers[index].balance().delivered);
    assert_eq!(delivered, [SPANS, LOGS]);
    assert_eq!(receiver.log_records() as u64, LOGS);
    assert_eq!(receiver.requests() as u64, SPANS / 10 + 1, "each batch arrived once");
}

#[test]
fn who_flushes_waits_no_longer_than_they_said_and_hears_at_the_end_why_it_was_lost() {
    let _alone = alone();
    let (_closed, address) = Closed::new();
    let refused = std::net::TcpStream::connect(address).unwrap_err().to_string();
    let lines = MemorySink::default();
    let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{address}"))];
    let builder = Telemetry::builder().environment(variables).log_sink(lines.clone());
    let telemetry = builder.install().unwrap();
    drop(global::tracer("deadlines").start("work"));
    let outcome = in_time("flush", || telemetry.force_flush(FLUSH));
    assert!(matches!(outcome, Err(FlushError::Deadline { timeout: FLUSH, .. })), "{outcome:?}");
    assert_eq!(telemetry.spans().pending(), 1, "it may still arrive");
    let [spans, ..] = telemetry.ledgers();
    let outcome = in_time("shutdown", || settled::end(telemetry, DEADLINE));
    assert!(matches!(outcome, Err(FlushError::Deadline { timeout: DEADLINE, .. })), "{outcome:?}");
    assert_eq!(spans.balance().dropped_by(DropReason::ExporterError), 1);
    let text = lines.text();
    let of_spans = text.lines().find(|line| line.contains(r#""signal":"traces""#)).unwrap();
    assert!(of_spans.contains(&refused), "{of_spans}");
}
