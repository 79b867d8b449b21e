//! Rate, errors and duration of requests: semantic conventions 1.42, "HTTP metrics".
//!
//! Layers of `tower` and `#[handler]` measure with the same instruments. All three are in one histogram: how many values
//! it has, how many of them have an `error.type` other than `cancelled`, and how they spread.

use std::borrow::Cow;

use super::{digits::Digits, scheme::Scheme, verb::Verb};
use crate::{
    metrics::{Held, Histogram, Labels, UpDownCounter},
    trace::Stopwatch,
};

/// What stands for the route of a request that none matches, or none with its method: few series, whatever a scanner
/// asks for.
const UNMATCHED: &str = "__unmatched__";

/// "Method Not Allowed".
const NO_SUCH_METHOD: Option<u16> = Some(405);

/// The route is a template that the router, or the program, has for it: whoever asks cannot make one up, whatever the
/// answer is. So each may have a slot, unlike a method of gRPC, which comes as it is from who calls.
#[derive(Labels)]
struct Incoming<'a> {
    #[label(name = "http.request.method")]
    method: Verb,
    #[label(name = "http.route", max = 500)]
    route: &'a str,
    #[label(name = "http.response.status_code", max = 60, integer)]
    status: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
    #[label(name = "url.scheme")]
    scheme: Scheme,
}

#[derive(Labels)]
struct Outgoing<'a> {
    #[label(name = "http.request.method")]
    method: Verb,
    #[label(name = "server.address", max = 100, allow = "a program calls few others")]
    address: &'a str,
    #[label(name = "http.response.status_code", max = 60, integer)]
    status: &'a str,
    #[label(name = "error.type", max = 60)]
    error: &'a str,
    #[label(name = "server.port", max = 100, integer)]
    port: &'a str,
}

#[derive(Labels)]
struct Active {
    #[label(name = "http.request.method")]
    method: Verb,
    #[label(name = "url.scheme")]
    scheme: Scheme,
}

/// A server has a series for each route, verb and status that come up together: 5,000 are those of 100 routes with five
/// verbs and ten statuses each, or of all 500 with ten. The type of an error goes with the status, and a server seldom has
/// more than one scheme. A client has them for each server that it calls, without routes.
///
/// A histogram's series takes some 300 bytes: at most 1.5 MB for what comes in, and 1 MB for what goes out.
#[tracewell::metrics]
struct Requests {
    /// Duration of requests that came in, to the end of the answer.
    #[histogram(unit = "s", name = "http.server.request.duration", max_series = 5_000)]
    incoming: Histogram<Incoming<'static>>,
    /// Requests that came in and are not answered yet.
    #[up_down_counter(unit = "{request}", name = "http.server.active_requests")]
    active: UpDownCounter<Active>,
    /// Duration of requests that went out, to the end of the answer.
    #[histogram(unit = "s", name = "http.client.request.duration", max_series = 3_000)]
    outgoing: Histogram<Outgoing<'static>>,
}

/// One request that is being measured; dropped, it is entered.
pub(crate) struct Measured {
    began: Stopwatch,
    method: Verb,
    way: Way,
    status: Option<u16>,
    error: Cow<'static, str>,
}

/// Which way a request goes, and what is said of it there.
enum Way {
    In {
        scheme: Scheme,
        route: Option<Cow<'static, str>>,
        _active: Held<'static>,
    },
    #[cfg_attr(not(feature = "tower"), expect(dead_code, reason = "only layers send requests"))]
    Out {
        address: Option<Cow<'static, str>>,
        port: Option<u16>,
    },
}

impl Measured {
    /// A request that has come in.
    pub(crate) fn incoming(method: &str, scheme: &str, route: Option<Cow<'static, str>>) -> Self {
        let (method, scheme) = (Verb::of(method), Scheme::of(scheme));
        let active = Requests::get().active.hold(&Active { method, scheme });
        Self::new(method, Way::In { scheme, route, _active: active })
    }

    /// A request that goes out to an address.
    #[cfg(feature = "tower")]
    pub(crate) fn outgoing(method: &str, address: Option<Cow<'static, str>>, port: Option<u16>) -> Self {
        Self::new(Verb::of(method), Way::Out { address, port })
    }

    fn new(method: Verb, way: Way) -> Self {
        Self { began: Stopwatch::start(), method, way, status: None, error: Cow::Borrowed("") }
    }

    #[cfg(feature = "tower")]
    pub(crate) const fn side(&self) -> super::Side {
        match self.way {
            Way::In { .. } => super::Side::Server,
            Way::Out { .. } => super::Side::Client,
        }
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
        let seconds = self.began.seconds();
        let (method, error) = (self.method, &*self.error);
        let status = Digits::of(self.status);
        let (requests, status) = (Requests::get(), status.as_str());
        match &self.way {
            Way::In { scheme, route, .. } => {
                let route = route.as_deref().filter(|_| self.status != NO_SUCH_METHOD);
                let (scheme, route) = (*scheme, route.unwrap_or(UNMATCHED));
                requests.incoming.record(seconds, &Incoming { method, route, status, error, scheme });
            }
            Way::Out { address, port } => {
                let (address, port) = (address.as_deref().unwrap_or_default(), Digits::of(*port));
                let port = port.as_str();
                requests.outgoing.record(seconds, &Outgoing { method, address, status, error, port });
            }
        }
    }
}
