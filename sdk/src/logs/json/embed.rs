//! Nested JSON as part of a line: on one line, and without what redaction hides.

use super::{
    super::{Redaction, secret::REDACTED},
    escape::{push_json_inside, push_string},
};

/// Writes JSON text into a line.
///
/// The text is valid JSON, so this is no parser: strings are told from the rest, a string before a colon is a key, and
/// white space between tokens (`serde_json::RawValue` keeps it, line feeds included) is left out.
///
/// # Cost
/// One look at each byte; redaction looks at each key.
pub(crate) fn embed(json: &str, redaction: &Redaction, out: &mut Vec<u8>) {
    let mut rest = json;
    while let Some(&byte) = rest.as_bytes().first() {
        if byte == b'"' {
            rest = push_string_or_pair(rest, redaction, out);
            continue;
        }
        if !byte.is_ascii_whitespace() {
            out.push(byte);
        }
        rest = rest.get(1..).unwrap_or_default();
    }
}

/// Writes the string that `rest` begins with, with its value where it is a key that is hidden; returns what follows.
fn push_string_or_pair<'a>(rest: &'a str, redaction: &Redaction, out: &mut Vec<u8>) -> &'a str {
    let (string, rest) = rest.split_at(string_length(rest));
    out.push(b'"');
    push_json_inside(out, string.get(1..string.len() - 1).unwrap_or_default());
    out.push(b'"');
    let value = rest.trim_ascii_start().strip_prefix(':');
    match value {
        Some(value) if redaction.hides(&unescaped(string)) => {
            out.push(b':');
            push_string(out, REDACTED);
            value.get(value_length(value)..).unwrap_or_default()
        }
        _ => rest,
    }
}

fn unescaped(string: &str) -> String {
    serde_json::from_str(string).unwrap_or_default()
}

/// Returns the length of the string that the text begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the value that the text begins with, up to the comma or bracket that follows it.
fn value_length(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = text.as_bytes().get(at) {
        at += match byte {
            b'"' => string_length(text.get(at..).unwrap_or_default()),
            b'{' | b'[' => {
                depth += 1;
                1
            }
            b',' | b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                1
            }
            _ => 1,
        };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(json: &str) -> String {
        let mut out = Vec::new();
        embed(json, &Redaction::default(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_goes_in_as_it_is_without_space() {
        assert_eq!(
            embedded("{\n  \"a b\": [1, 2.5e3, true, null],\r\n\t\"c\": \" d \"\n}"),
            r#"{"a b":[1,2.5e3,true,null],"c":" d "}"#
        );
        assert_eq!(embedded(r#""a \" : \\""#), r#""a \" : \\""#);
        assert_eq!(embedded("3"), "3");
    }

    #[test]
    fn values_of_hidden_keys_go_whatever_they_are() {
        let json =
            r#"{"id":1,"password":{"a":["}",{}]},"token":"x\"y","api_key" : 7 ,"list":[{"cvv":null}],"z":2}"#;
        let hidden = r#"{"id":1,"password":"[redacted]","token":"[redacted]","api_key":"[redacted]","list":[{"cvv":"[redacted]"}],"z":2}"#;
        assert_eq!(embedded(json), hidden);
    }

    #[test]
    fn a_key_cannot_hide_in_escapes_and_a_value_is_no_key() {
        assert_eq!(embedded(r#"{"pass\u0077ord":1}"#), r#"{"pass\u0077ord":"[redacted]"}"#);
        assert_eq!(embedded(r#"["password","a"]"#), r#"["password","a"]"#);
        assert_eq!(embedded(r#"{"a":"password"}"#), r#"{"a":"password"}"#);
    }
}
