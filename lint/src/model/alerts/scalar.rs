//! The text that a scalar of a data file stands for.
//!
//! Line breaks are kept where folding would make them spaces: nothing that is read here tells them apart,
//! but for comments inside an expression, which must end with their line.

use std::borrow::Cow;

/// Returns a scalar's text; empty for null.
pub(super) fn text(source: &str) -> Cow<'_, str> {
    let source = source.trim();
    match source.as_bytes().first() {
        Some(b'"') => escaped(source),
        Some(b'\'') => unquoted(source),
        Some(b'|' | b'>') => source.split_once('\n').map_or("", |(_, body)| body).into(),
        _ if matches!(source, "~" | "null" | "Null" | "NULL") => "".into(),
        _ => source.into(),
    }
}

fn unquoted(source: &str) -> Cow<'_, str> {
    let inner = source.strip_prefix('\'').unwrap_or(source);
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    if inner.contains("''") { inner.replace("''", "'").into() } else { inner.into() }
}

/// Resolves the escapes that occur in texts; the rest stand for characters that nobody asks about.
fn escaped(source: &str) -> Cow<'_, str> {
    let inner = source.strip_prefix('"').unwrap_or(source);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return inner.into();
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match (character, if character == '\\' { characters.next() } else { None }) {
            (_, None) => text.push(character),
            (_, Some('n')) => text.push('\n'),
            (_, Some('t')) => text.push('\t'),
            (_, Some('\n')) => {}
            (_, Some(other)) => text.push(other),
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_of_every_style_become_their_text() {
        assert_eq!(text("up == 0"), "up == 0");
        assert_eq!(text("'it''s'"), "it's");
        assert_eq!(text(r#""a{b=\"c\"}\n\\d""#), "a{b=\"c\"}\n\\d");
        assert_eq!(text("\"\""), "");
        assert_eq!(text("|-  # why\n  up\n    == 0"), "  up\n    == 0");
        assert_eq!(text(">2+"), "");
        assert_eq!(text("~"), "");
    }
}
