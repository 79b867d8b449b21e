//! Text as JSON strings that stay on one line and do nothing to a terminal.
//!
//! JSON asks for quotes, backslashes and the 32 control characters to be escaped. Escaped besides: DEL and the controls
//! U+0080 to U+009F (some terminals obey them), and U+2028 and U+2029 (some readers end a line there).

/// Bytes that begin something which may have to be escaped.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        suspect[byte] = byte < 0x20 || matches!(byte as u8, b'"' | b'\\' | 0x7f | 0xc2 | 0xe2);
        byte += 1;
    }
    suspect
};

/// Writes a string with its quotes.
pub(crate) fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_inside(out, text);
    out.push(b'"');
}

/// Writes what stands between the quotes of a string.
///
/// # Cost
/// One look at each byte; runs without anything to escape are copied whole.
pub(crate) fn push_inside(out: &mut Vec<u8>, text: &str) {
    push_with(out, text, |out, rest| {
        push_byte_escape(out, rest[0]);
        1
    });
}

/// Writes what stands between the quotes of a string that is JSON already, as it is but for what is escaped besides.
pub(crate) fn push_json_inside(out: &mut Vec<u8>, json: &str) {
    push_with(out, json, push_escape_sequence);
}

/// Copies text; `ascii` writes what suspect ASCII bytes become, and says how many bytes it has dealt with.
fn push_with(out: &mut Vec<u8>, text: &str, ascii: impl Fn(&mut Vec<u8>, &[u8]) -> usize) {
    let bytes = text.as_bytes();
    let (mut copied, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if !SUSPECT[usize::from(byte)] {
            at += 1;
            continue;
        }
        let unsafe_beyond_ascii = beyond_ascii(&bytes[at..]);
        if !byte.is_ascii() && unsafe_beyond_ascii.is_none() {
            at += 1;
            continue;
        }
        out.extend_from_slice(&bytes[copied..at]);
        at += match unsafe_beyond_ascii {
            Some((escape, length)) => {
                out.extend_from_slice(escape.as_bytes());
                length
            }
            None => ascii(out, &bytes[at..]),
        };
        copied = at;
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// Returns the escape of a character beyond ASCII that needs one, and its length in bytes.
fn beyond_ascii(rest: &[u8]) -> Option<(Escape, usize)> {
    match *rest {
        [0xc2, second @ 0x80..=0x9f, ..] => Some((Escape::new(u16::from(second)), 2)),
        [0xe2, 0x80, third @ 0xa8..=0xa9, ..] => Some((Escape::new(0x2000 + u16::from(third) - 0x80), 3)),
        _ => None,
    }
}

/// `\u2028`.
struct Escape([u8; 6]);

impl Escape {
    fn new(unit: u16) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let digit = |shift: u16| HEX[(unit >> shift & 0xf) as usize];
        Self([b'\\', b'u', digit(12), digit(8), digit(4), digit(0)])
    }

    const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn push_byte_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' => b"\\\"",
        b'\\' => b"\\\\",
        b'\n' => b"\\n",
        b'\r' => b"\\r",
        b'\t' => b"\\t",
        _ => return out.extend_from_slice(Escape::new(u16::from(byte)).as_bytes()),
    };
    out.extend_from_slice(short);
}

/// Copies an escape sequence of JSON; half a surrogate pair, which no Unicode text can hold, becomes U+FFFD.
fn push_escape_sequence(out: &mut Vec<u8>, rest: &[u8]) -> usize {
    let length = match (rest, unit(rest)) {
        (_, Some(0xd800..=0xdbff)) if matches!(rest.get(6..).and_then(unit), Some(0xdc00..=0xdfff)) => 12,
        (_, Some(0xd800..=0xdfff)) => {
            out.extend_from_slice(b"\\ufffd");
            return 6;
        }
        (_, Some(_)) => 6,
        ([b'\\', _, ..], None) => 2,
        // Neither a lone control character nor a lone backslash stands in valid JSON; DEL does.
        ([byte, ..], None) => {
            push_byte_escape(out, *byte);
            return 1;
        }
        ([], None) => return 1,
    };
    out.extend_from_slice(&rest[..length]);
    length
}

/// Reads `\uXXXX` at the beginning of the text.
fn unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.get(..6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        push_string(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    fn copied(json: &str) -> String {
        let mut out = Vec::new();
        push_json_inside(&mut out, json);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn whatever_ends_a_line_or_drives_a_terminal_is_escaped() {
        assert_eq!(escaped("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(escaped("\n\r\t\0\u{1b}[31m\u{7f}"), r#""\n\r\t\u0000\u001b[31m\u007f""#);
        assert_eq!(escaped("\u{80}\u{85}\u{9b}\u{9f}"), r#""\u0080\u0085\u009b\u009f""#);
        assert_eq!(escaped("\u{2028}\u{2029}"), r#""\u2028\u2029""#);
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for text in ["", "order placed", "Straße £ \u{a0} € “quoted” … \u{2027}\u{202a} 漢字 🦀"]
        {
            assert_eq!(escaped(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn escape_sequences_of_json_stay_but_for_half_surrogate_pairs() {
        assert_eq!(copied(r#"\n \" \\ é 🦀"#), r#"\n \" \\ é 🦀"#);
        assert_eq!(copied(r"\ud800"), r"\ufffd");
        assert_eq!(copied(r"\ud800\ud800\udc00 \udc00x"), r"\ufffd\ud800\udc00 \ufffdx");
        assert_eq!(copied(r"\\ud800"), r"\\ud800");
        assert_eq!(copied("\u{7f}\u{85}\u{2028}"), r"\u007f\u0085\u2028");
    }

    #[test]
    fn every_character_survives_the_way_there_and_back() {
        let all: String = (0..=0x2fff).filter_map(char::from_u32).collect();
        assert_eq!(serde_json::from_str::<String>(&escaped(&all)).unwrap(), all);
    }
}
