//! Methods of requests: semantic conventions 1.42, `http.request.method`.

use crate::metrics::LabelValue;

/// The methods that the conventions know; others are `_OTHER`, so that a caller makes neither names nor series.
#[derive(Clone, Copy, PartialEq, Eq, LabelValue)]
pub(crate) enum Verb {
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
    pub(crate) fn of(method: &str) -> Self {
        match method {
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

    /// Returns what it is called in names of spans.
    pub(crate) fn in_names(self) -> &'static str {
        if self == Self::Other { "HTTP" } else { self.as_str() }
    }

    /// Returns what the conventions call it.
    pub(crate) fn as_str(self) -> &'static str {
        Self::text(self.index())
    }
}

#[cfg(test)]
mod tests {
    use super::Verb;
    use crate::metrics::LabelValue;

    #[test]
    fn each_method_is_called_what_it_is_called_and_others_are_one() {
        for index in 0..Verb::COUNT {
            let name = Verb::text(index);
            assert_eq!(Verb::of(name).as_str(), name);
        }
        for unknown in ["BREW", "get", "PROPFIND"] {
            assert_eq!(Verb::of(unknown).as_str(), "_OTHER");
        }
    }
}
