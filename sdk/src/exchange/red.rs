//! Rate, errors and duration of requests: semantic conventions 1.42, "HTTP metrics".
//!
//! Layers of `tower` and `#[handler]` measure with the same instruments. All three are in one histogram: how many values
//! it has, how many of them have an `error.type`, and how they spread.

use std::{borrow::Cow, time::Instant};

use super::{Side, verb::Verb};
use crate::metrics::{Held, Histogram, Labels, UpDownCounter};

/// What stands for the route of a request that none matches: one series, whatever a scanner asks for.
const UNMATCHED: &str = "__unmatched__";

#[derive(Labels)]
struct Incoming<'a> {
    #[label(name = "http.request.method")]
    method: Verb,
    #[label(name = "http.route", max = 500)]
    route: &'a str,
    #[label(name = "http.response.status_code", max = 60)]
    status: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
}

#[derive(Labels)]
struct Outgoing<'a> {
    #[label(name = "http.request.method")]
    method: Verb,
    #[label(name = "server.address", max = 100, allow = "a program calls few others")]
    address: &'a str,
    #[label(name = "http.response.status_code", max = 60)]
    status: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
}

#[derive(Labels)]
struct Active {
    #[label(name = "http.request.method")]
    method: Verb,
}

#[tracewell::metrics]
struct Requests {
    /// Duration of requests that came in, to the end of the answer.
    #[histogram(
        unit = "s",
        name = "http.server.request.duration",
        buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
    )]
    incoming: Histogram<Incoming<'static>>,
    /// Requests that came in and are not answered yet.
    #[up_down_counter(unit = "{request}", name = "http.server.active_requests")]
    active: UpDownCounter<Active>,
    /// Duration of requests that went out, to the end of the answer.
    #[histogram(
        unit = "s",
        name = "http.client.request.duration",
        buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
    )]
    outgoing: Histogram<Outgoing<'static>>,
}

/// One request that is being measured; dropped, it is entered.
pub(crate) struct Measured {
    side: Side,
    began: Instant,
    method: Verb,
    /// The route of a request that came in, the address of one that went out.
    place: Option<Cow<'static, str>>,
    status: Option<u16>,
    error: Cow<'static, str>,
    _active: Option<Held<'static>>,
}

impl Measured {
    pub(crate) fn new(side: Side, method: &str, place: Option<Cow<'static, str>>) -> Self {
        let method = Verb::of(method);
        let active = (side == Side::Server).then(|| Requests::get().active.hold(&Active { method }));
        let error = Cow::Borrowed("");
        Self { side, began: Instant::now(), method, place, status: None, error, _active: active }
    }

    pub(crate) fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }

    /// Notes what went wrong, by a name that is one of few.
    pub(crate) fn failed(&mut self, error: impl Into<Cow<'static, str>>) {
        self.error = error.into();
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let seconds = self.began.elapsed().as_secs_f64();
        let (method, error) = (self.method, &*self.error);
        let digits = self.status.map(digits);
        let status = digits.as_ref().and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default();
        let requests = Requests::get();
        match self.side {
            Side::Server => {
                let route = self.place.as_deref().unwrap_or(UNMATCHED);
                requests.incoming.record(seconds, &Incoming { method, route, status, error });
            }
            Side::Client => {
                let address = self.place.as_deref().unwrap_or_default();
                requests.outgoing.record(seconds, &Outgoing { method, address, status, error });
            }
        }
    }
}

/// A status as it is written: three digits.
fn digits(status: u16) -> [u8; 3] {
    [status / 100, status / 10, status].map(|number| b"0123456789"[usize::from(number % 10)])
}
