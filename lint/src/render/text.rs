//! Makes text safe to print: names of files and messages may hold what terminals obey.

use crate::diagnostic::Severity;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns the text in one line, with control characters and changes of writing direction escaped.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for next in text.chars() {
        if is_unsafe(next) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "{}", next.escape_default());
        } else {
            safe.push(next);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(next: char) -> bool {
    next.is_control() || matches!(next, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a message with the final period that SARIF asks for.
pub(super) fn sentence(message: &str) -> String {
    let message = message.trim_end();
    if message.ends_with('.') { message.to_owned() } else { format!("{message}.") }
}

/// Formats a number with its noun: `1 finding`, `2 findings`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The escape sequences of a terminal, or nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint(pub(super) bool);

impl Paint {
    /// Returns the text in bold and in a severity's colour.
    pub(super) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Info => "1;34",
            Severity::Warning => "1;33",
            Severity::Error => "1;31",
        };
        self.wrap(code, text)
    }

    /// Returns the text in bold.
    pub(super) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terminals_would_obey_is_escaped() {
        assert_eq!(printable("a\nb\u{1b}[31m é.py"), "a\\nb\\u{1b}[31m é.py");
    }

    #[test]
    fn messages_become_sentences() {
        assert_eq!(sentence("span is never ended"), "span is never ended.");
        assert_eq!(sentence("`f` fails. "), "`f` fails.");
    }
}
