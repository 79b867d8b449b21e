//! Which of the two formats a client asks for (RFC 9110, section 12.5.1).

/// A text format that Prometheus reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    OpenMetrics,
    /// Prometheus' own, version 0.0.4.
    Prometheus,
}

/// Ranges of media types that are looked at; a header with more is no client's that scrapes.
const RANGES: usize = 64;

impl Format {
    /// Returns the best of what `Accept` names; Prometheus' own where it names neither, and where nothing is said.
    pub(crate) fn accepted(accept: Option<&str>) -> Self {
        let [open, own] =
            [Self::OpenMetrics, Self::Prometheus].map(|format| format.weight(accept.unwrap_or_default()));
        // What names OpenMetrics goes before what takes anything.
        if open > (0, 0) && open >= own { Self::OpenMetrics } else { Self::Prometheus }
    }

    /// Returns the value of `Content-Type`.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
        }
    }

    /// Returns how much this format is wanted, in thousandths, and how exactly it was named: the more exact range counts.
    fn weight(self, accept: &str) -> (u16, u8) {
        let ranges = accept.split(',').take(RANGES).filter_map(|range| self.matched(range));
        let exact = ranges.max_by_key(|(weight, exactness)| (*exactness, *weight));
        exact.filter(|(weight, _)| *weight > 0).unwrap_or_default()
    }

    /// Returns the weight of a range of media types that this format belongs to, and how exact the range is.
    fn matched(self, range: &str) -> Option<(u16, u8)> {
        let mut parts = range.split(';').map(str::trim);
        let exactness = self.exactness(&parts.next()?.to_ascii_lowercase())?;
        let mut weight = 1000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => weight = thousandths(value)?,
                "version" if !self.has_version(value) => return None,
                _ => {}
            }
        }
        Some((weight, exactness))
    }

    fn exactness(self, media_type: &str) -> Option<u8> {
        match (media_type, self) {
            ("application/openmetrics-text", Self::OpenMetrics) | ("text/plain", Self::Prometheus) => Some(3),
            // `application/*` would find OpenMetrics, which who says so did not mean.
            ("text/*", Self::Prometheus) => Some(2),
            ("*/*", Self::Prometheus) => Some(1),
            _ => None,
        }
    }

    /// Version 0.0.1 is what OpenMetrics called itself before it was 1.0.0.
    fn has_version(self, version: &str) -> bool {
        match self {
            Self::OpenMetrics => matches!(version, "1.0.0" | "0.0.1"),
            Self::Prometheus => version == "0.0.4",
        }
    }
}

fn thousandths(text: &str) -> Option<u16> {
    let weight: f32 = text.parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    #[expect(clippy::cast_sign_loss, reason = "it lies between 0 and 1000")]
    Some((weight * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_what_the_client_likes_best() {
        let prometheus_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
            application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,\
            text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        for (accept, expected) in [
            (Some(prometheus_3), Format::OpenMetrics),
            (Some("application/openmetrics-text"), Format::OpenMetrics),
            (Some("Application/OpenMetrics-Text; Version=\"1.0.0\" ; Q=0.3"), Format::OpenMetrics),
            (Some("*/*, application/openmetrics-text"), Format::OpenMetrics),
            (Some("text/plain;q=0.5, application/openmetrics-text;q=0.5"), Format::OpenMetrics),
            (Some("text/plain;q=0.6, application/openmetrics-text;q=0.5"), Format::Prometheus),
            (Some("text/plain;version=0.0.4"), Format::Prometheus),
            (Some("application/openmetrics-text;q=0, */*;q=0.1"), Format::Prometheus),
            (Some("application/openmetrics-text;version=2.0.0"), Format::Prometheus),
            (Some("application/openmetrics-text;q=2"), Format::Prometheus),
            (Some("text/html,application/xhtml+xml,*/*;q=0.8"), Format::Prometheus),
            (Some("*/*"), Format::Prometheus),
            (Some(";;,=;q=,"), Format::Prometheus),
            (None, Format::Prometheus),
        ] {
            assert_eq!(Format::accepted(accept), expected, "{accept:?}");
        }
    }
}
