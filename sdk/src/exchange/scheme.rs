//! Schemes of requests: semantic conventions 1.42, `url.scheme`.

use crate::metrics::LabelValue;

/// What HTTP is spoken over; whatever else a request says is plain, so that a caller makes no series.
#[derive(Clone, Copy, PartialEq, Eq, Debug, LabelValue)]
pub(super) enum Scheme {
    #[label(text = "http")]
    Http,
    #[label(text = "https")]
    Https,
}

impl Scheme {
    pub(super) fn of(scheme: &str) -> Self {
        if scheme == "https" { Self::Https } else { Self::Http }
    }
}
