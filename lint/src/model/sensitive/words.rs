//! Names that secrets go by.

use crate::model::origin::words::words;

/// Last words of such names.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secrets",
    "credential",
    "credentials",
    "authorization",
    "cookie",
    "cookies",
    "cvv",
    "cvc",
    "ssn",
    "token",
    "apikey",
];
/// Last two words of such names.
const PAIRS: &[(&str, &str)] = &[
    ("api", "key"),
    ("access", "key"),
    ("private", "key"),
    ("secret", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("card", "number"),
    ("credit", "card"),
];
/// Last two words of names that files with secrets go by: their paths are none.
const FILES: &[(&str, &str)] = &[("application", "credentials")];
/// Words that take it back: a question, a place in a list, what a check looks at.
const HARMLESS: &[&str] = &[
    "has",
    "is",
    "no",
    "missing",
    "invalid",
    "page",
    "next",
    "continuation",
    "cancellation",
    "resume",
    "sync",
    "fencing",
    "hashed",
    "masked",
    "redacted",
    "public",
    "number",
    "num",
    "count",
];

/// Returns whether a name says that a secret goes by it.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let Some((last, before)) = words.split_last() else { return false };
    if before.iter().any(|word| HARMLESS.contains(&word.as_str())) {
        return false;
    }
    let before = before.last().map_or("", String::as_str);
    if FILES.contains(&(before, last.as_str())) {
        return false;
    }
    SECRETS.contains(&last.as_str()) || PAIRS.contains(&(before, last.as_str()))
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn secrets_go_by_their_last_words() {
        for name in ["password", "dbPassword", "X-API-Key", "Authorization", "access_token", "card_number"] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "GOOGLE_APPLICATION_CREDENTIALS",
            "password_length",
            "has_password",
            "next_page_token",
            "public_key",
            "tokens",
            "key",
            "card",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
