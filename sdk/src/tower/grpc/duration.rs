//! Rate, errors and duration of calls: semantic conventions 1.42, "RPC metrics".

use super::code::Code;
use crate::{
    exchange::Side,
    metrics::{Histogram, LabelValue, Labels},
};

/// All calls that are measured here are of one system.
#[derive(Clone, Copy, LabelValue)]
enum System {
    Grpc,
}

#[derive(Labels)]
struct Incoming<'a> {
    #[label(name = "rpc.system.name")]
    system: System,
    #[label(name = "rpc.method", max = 500, allow = "the methods of a program stand in its code")]
    method: &'a str,
    #[label(name = "rpc.response.status_code")]
    code: Option<Code>,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
}

#[derive(Labels)]
struct Outgoing<'a> {
    #[label(name = "rpc.system.name")]
    system: System,
    #[label(name = "rpc.method", max = 500, allow = "the methods of a program stand in its code")]
    method: &'a str,
    #[label(name = "rpc.response.status_code")]
    code: Option<Code>,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
    #[label(name = "server.address", max = 100, allow = "a program calls few others")]
    address: &'a str,
    #[label(name = "server.port", max = 100, integer, allow = "a program calls few others")]
    port: &'a str,
}

/// A server has some six series for each method: a good ending, and what goes wrong. 3,000 are six for each method that
/// the label has room for. A client has a few for each method and each server that it calls. Both take a megabyte each at
/// most: a histogram's series takes some 300 bytes.
#[tracewell::metrics]
struct Calls {
    /// Duration of calls that came in, to the end of the answer.
    #[histogram(unit = "s", name = "rpc.server.call.duration", max_series = 3_000)]
    incoming: Histogram<Incoming<'static>>,
    /// Duration of calls that went out, to the end of the answer.
    #[histogram(unit = "s", name = "rpc.client.call.duration", max_series = 3_000)]
    outgoing: Histogram<Outgoing<'static>>,
}

/// A call that has ended.
pub(super) struct Ended<'a> {
    pub(super) side: Side,
    pub(super) seconds: f64,
    pub(super) method: &'a str,
    /// Where a call went, as far as its request says.
    pub(super) address: &'a str,
    pub(super) port: &'a str,
    pub(super) code: Option<Code>,
    pub(super) error: &'a str,
}

/// Whether a method has a series of its own.
pub(super) fn knows(side: Side, method: &str) -> bool {
    let calls = Calls::get();
    // The first text of both.
    match side {
        Side::Server => calls.incoming.knows(0, method),
        Side::Client => calls.outgoing.knows(0, method),
    }
}

pub(super) fn record(ended: &Ended<'_>) {
    let &Ended { side, seconds, method, address, port, code, error } = ended;
    let (calls, system) = (Calls::get(), System::Grpc);
    match side {
        Side::Server => calls.incoming.record(seconds, &Incoming { system, method, code, error }),
        Side::Client => {
            calls.outgoing.record(seconds, &Outgoing { system, method, code, error, address, port });
        }
    }
}
