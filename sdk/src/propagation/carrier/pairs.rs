//! Lists of names and values: headers of messages, whose values are bytes as often as text.

use super::map::TextMap;

/// Stands for a value that is not UTF-8: in no format's grammar, so that the header counts as broken and not as absent.
const UNREADABLE: &str = "\u{fffd}";

impl TextMap for Vec<(String, String)> {
    fn value(&self, name: &str) -> Option<&str> {
        self.entries().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn put(&mut self, name: String, value: String) {
        self.push((name, value));
    }

    fn keep(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.retain(|(name, _)| is_kept(name));
    }
}

impl TextMap for Vec<(String, Vec<u8>)> {
    fn value(&self, name: &str) -> Option<&str> {
        self.entries().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(name, value)| (name.as_str(), std::str::from_utf8(value).unwrap_or(UNREADABLE)))
    }

    fn put(&mut self, name: String, value: String) {
        self.push((name, value.into_bytes()));
    }

    fn keep(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.retain(|(name, _)| is_kept(name));
    }
}
