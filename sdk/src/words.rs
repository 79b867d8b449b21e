//! What an error says, without what it may not say.

use std::{
    borrow::Cow,
    fmt::{Display, Write as _},
};

/// Returns what an error says, as far as it comes with that, without the secrets of URLs.
pub(crate) fn said(error: &(impl Display + ?Sized)) -> String {
    let mut text = String::new();
    let _ = write!(text, "{error}");
    match without_secrets(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(kept) => kept,
    }
}

/// Takes queries, fragments and passwords out of all URLs in a text: errors of clients name the one that they asked for.
///
/// # Cost
/// A search for `://`; a copy where there is one.
pub(crate) fn without_secrets(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, url) = rest.split_at(at + 3);
        kept.push_str(before);
        let end = url.find(|c: char| c.is_whitespace() || matches!(c, ')' | '"' | '>')).unwrap_or(url.len());
        let (url, after) = url.split_at(end);
        let (path, _) = url.split_once(['?', '#']).unwrap_or((url, ""));
        let authority = path.find('/').unwrap_or(path.len());
        let user = path[..authority].rfind('@').map_or(0, |at| at + 1);
        kept.push_str(&path[user..]);
        rest = after;
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn urls_lose_queries_and_passwords_and_nothing_else_is_lost() {
        let said =
            "error sending request for url (https://me:s3cret@pay.example/x?token=s3cret#s3cret): no \"a?b\"";
        let kept = "error sending request for url (https://pay.example/x): no \"a?b\"";
        assert_eq!(without_secrets(said), kept);
        assert_eq!(without_secrets("http://a?s3cret http://b/?s3cret"), "http://a http://b/");
        for text in ["", "://", "what? no", "http://a/b@c"] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
