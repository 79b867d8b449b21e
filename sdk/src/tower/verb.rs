//! Methods of requests: semantic conventions 1.42, `http.request.method`.

use http::Method;

use crate::metrics::LabelValue;

/// The methods that the conventions know; others are `_OTHER`, so that a caller makes neither names nor series.
#[derive(Clone, Copy, PartialEq, Eq, LabelValue)]
pub(super) enum Verb {
    #[label(text = "GET")]
    Get,
    #[label(text = "POST")]
    Post,
    #[label(text = "PUT")]
    Put,
    #[label(text = "DELETE")]
    Delete,
    #[label(text = "PATCH")]
    Patch,
    #[label(text = "HEAD")]
    Head,
    #[label(text = "OPTIONS")]
    Options,
    #[label(text = "CONNECT")]
    Connect,
    #[label(text = "TRACE")]
    Trace,
    #[label(text = "QUERY")]
    Query,
    #[label(text = "_OTHER")]
    Other,
}

impl Verb {
    pub(super) fn of(method: &Method) -> Self {
        match method.as_str() {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            "PATCH" => Self::Patch,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            "CONNECT" => Self::Connect,
            "TRACE" => Self::Trace,
            "QUERY" => Self::Query,
            _ => Self::Other,
        }
    }

    /// Returns what the conventions call it.
    pub(super) fn as_str(self) -> &'static str {
        Self::text(self.index())
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::Verb;
    use crate::metrics::LabelValue;

    #[test]
    fn each_method_is_called_what_it_is_called_and_others_are_one() {
        for index in 0..Verb::COUNT {
            let name = Verb::text(index);
            let method = Method::from_bytes(name.as_bytes()).unwrap();
            assert_eq!(Verb::of(&method).as_str(), name);
        }
        for unknown in ["BREW", "get", "PROPFIND"] {
            assert_eq!(Verb::of(&Method::from_bytes(unknown.as_bytes()).unwrap()).as_str(), "_OTHER");
        }
    }
}
