//! The statuses of gRPC.

use http::{HeaderMap, StatusCode};

use crate::{exchange::Side, metrics::LabelValue};

const NAMES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// How a call ended, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code(u8);

impl Code {
    const OK: Self = Self(0);
    pub(super) const CANCELLED: Self = Self(1);
    pub(super) const UNKNOWN: Self = Self(2);
    const DEADLINE_EXCEEDED: Self = Self(4);
    const PERMISSION_DENIED: Self = Self(7);
    const RESOURCE_EXHAUSTED: Self = Self(8);
    pub(super) const UNIMPLEMENTED: Self = Self(12);
    const INTERNAL: Self = Self(13);
    const UNAVAILABLE: Self = Self(14);
    const DATA_LOSS: Self = Self(15);
    const UNAUTHENTICATED: Self = Self(16);

    /// Returns the status that headers or trailers say; one that gRPC does not have is unknown, as to its libraries.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get("grpc-status")?;
        let number = value.to_str().ok().and_then(|value| value.parse().ok());
        Some(number.map(Self).filter(|code| usize::from(code.0) < NAMES.len()).unwrap_or(Self::UNKNOWN))
    }

    /// Returns what a status of HTTP stands for where there is none of gRPC ("HTTP to gRPC Status Code Mapping").
    pub(super) const fn of_http(status: StatusCode) -> Option<Self> {
        Some(match status.as_u16() {
            200 => return None,
            400 => Self::INTERNAL,
            401 => Self::UNAUTHENTICATED,
            403 => Self::PERMISSION_DENIED,
            404 => Self::UNIMPLEMENTED,
            429 | 502..=504 => Self::UNAVAILABLE,
            _ => Self::UNKNOWN,
        })
    }

    pub(super) const fn name(self) -> &'static str {
        NAMES[self.0 as usize]
    }

    /// Whether it says that a server has the method that was called: who only lets in, limits or passes on answers with
    /// the other ones, whatever the method is.
    pub(super) const fn is_of_a_method(self) -> bool {
        !matches!(
            self,
            Self::CANCELLED
                | Self::DEADLINE_EXCEEDED
                | Self::PERMISSION_DENIED
                | Self::RESOURCE_EXHAUSTED
                | Self::UNIMPLEMENTED
                | Self::UNAVAILABLE
                | Self::UNAUTHENTICATED
        )
    }

    /// Whether it is a failure: to who called, each but `OK`; to who was called, what the conventions count as the
    /// server's fault.
    pub(super) const fn is_failure(self, side: Side) -> bool {
        match side {
            Side::Client => self.0 != Self::OK.0,
            Side::Server => matches!(
                self,
                Self::UNKNOWN
                    | Self::DEADLINE_EXCEEDED
                    | Self::UNIMPLEMENTED
                    | Self::INTERNAL
                    | Self::UNAVAILABLE
                    | Self::DATA_LOSS
            ),
        }
    }
}

/// A status, or the empty text for a call that ended without one.
impl LabelValue for Option<Code> {
    const COUNT: usize = NAMES.len() + 1;

    fn index(&self) -> usize {
        self.map_or(0, |code| usize::from(code.0) + 1)
    }

    fn text(index: usize) -> &'static str {
        index.checked_sub(1).and_then(|number| NAMES.get(number)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::Code;
    use crate::{exchange::Side, metrics::LabelValue};

    fn of(status: &str) -> Option<&'static str> {
        let headers = HeaderMap::from_iter([("grpc-status".parse().unwrap(), status.parse().unwrap())]);
        Code::of(&headers).map(Code::name)
    }

    #[test]
    fn statuses_have_the_names_of_grpc_and_what_it_does_not_have_is_unknown() {
        for (status, name) in [("0", "OK"), ("5", "NOT_FOUND"), ("16", "UNAUTHENTICATED")] {
            assert_eq!(of(status), Some(name));
        }
        for status in ["17", "256", "-1", "", "OK"] {
            assert_eq!(of(status), Some("UNKNOWN"), "{status}");
        }
        assert_eq!(Code::of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_server_is_at_fault_for_six_and_a_caller_has_failed_with_each_but_one() {
        let faults: Vec<_> = (0..17).filter(|code| Code(*code).is_failure(Side::Server)).collect();
        assert_eq!(faults, [2, 4, 12, 13, 14, 15]);
        assert_eq!((0..17).filter(|code| Code(*code).is_failure(Side::Client)).count(), 16);
    }

    #[test]
    fn what_a_gate_answers_says_nothing_of_a_method() {
        let of_gates: Vec<_> = (0..17).filter(|code| !Code(*code).is_of_a_method()).collect();
        assert_eq!(of_gates, [1, 4, 7, 8, 12, 14, 16]);
    }

    #[test]
    fn statuses_of_http_stand_for_those_of_grpc() {
        let name = |status| Code::of_http(StatusCode::from_u16(status).unwrap()).map(Code::name);
        assert_eq!(name(200), None);
        assert_eq!(name(404), Some("UNIMPLEMENTED"));
        assert_eq!(name(503), Some("UNAVAILABLE"));
        assert_eq!(name(418), Some("UNKNOWN"));
    }

    #[test]
    fn labels_are_the_names() {
        let text = |code: Option<Code>| <Option<Code> as LabelValue>::text(code.index());
        assert_eq!(text(None), "");
        assert_eq!(text(Some(Code::OK)), "OK");
        assert_eq!(text(Some(Code::UNAUTHENTICATED)), "UNAUTHENTICATED");
    }
}
