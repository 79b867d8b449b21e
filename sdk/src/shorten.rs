//! Texts cut to a length that is counted in characters, as OpenTelemetry's limits are.

/// Returns the first `limit` characters; none where the text is not longer.
///
/// # Cost
/// One comparison for a text that has no more bytes than it may have characters; else linear in `limit`.
pub(crate) fn shortened(text: &str, limit: usize) -> Option<&str> {
    if text.len() <= limit {
        return None;
    }
    text.char_indices().nth(limit).map(|(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(shortened("naïve", 5), None);
        assert_eq!(shortened("naïve", 4), Some("naïv"));
        assert_eq!(shortened("\u{1F980}\u{1F980}", 1), Some("\u{1F980}"));
        assert_eq!(shortened("a", 0), Some(""));
        assert_eq!(shortened("", 0), None);
    }
}
