//! Relative URIs from paths.

use std::fmt::Write as _;

/// Encodes a path with forward slashes; what a URI could read as something else is encoded, a colon included.
pub(super) fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/@+".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_uris_reserve_is_encoded() {
        assert_eq!(encode("a b/é.py"), "a%20b/%C3%A9.py");
        assert_eq!(encode("a\"b\n100%,#:?.py"), "a%22b%0A100%25%2C%23%3A%3F.py");
        assert_eq!(encode("src/main-2_x~.go"), "src/main-2_x~.go");
    }
}
