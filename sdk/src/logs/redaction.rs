//! Which fields are hidden because of what they are called.

use std::collections::HashSet;

/// Words, or sequences of words, that name something no log should hold.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "jwt",
    "bearer",
    "api_key",
    "apikey",
    "access_key",
    "private_key",
    "signing_key",
    "encryption_key",
    "credential",
    "credentials",
    "authorization",
    "cookie",
    "cookies",
    "set_cookie",
    "card_number",
    "cardnumber",
    "credit_card",
    "cvv",
    "cvc",
    "iban",
    "ssn",
    "social_security_number",
];

/// Hides the values of fields by their name, also of fields inside nested values.
///
/// A name is cut into words at `_`, `.`, `-` and where a small letter is followed by a capital one; it is hidden when
/// the words of a listed name stand in it side by side: `token` hides `token`, `csrf-token`, `user.accessToken` and not
/// `tokens` or `tokenizer`.
///
/// # Cost
/// Decided once per log statement; for nested values once per key and line.
///
/// # Examples
/// ```
/// use tracewell::logs::Redaction;
/// let redaction = Redaction::default().hide("national id").show("token_count");
/// assert!(redaction.hides("http.request.header.authorization"));
/// assert!(redaction.hides("nationalId"));
/// assert!(!redaction.hides("token_count"));
/// ```
#[derive(Clone, Debug)]
pub struct Redaction {
    /// Words of each listed name.
    hidden: Vec<Vec<String>>,
    /// Whole names that are shown in spite of the list.
    shown: HashSet<String>,
}

impl Default for Redaction {
    /// Hides what commonly holds passwords, tokens, keys, cookies, card and social security numbers.
    fn default() -> Self {
        NAMES.iter().fold(Self::none(), |redaction, name| redaction.hide(name))
    }
}

impl Redaction {
    /// Hides nothing by name; [`crate::Secret`] still hides itself.
    #[must_use]
    pub fn none() -> Self {
        Self { hidden: Vec::new(), shown: HashSet::new() }
    }

    /// Adds a name; its words may be separated by `_`, `.`, `-` or spaces.
    #[must_use]
    pub fn hide(mut self, name: &str) -> Self {
        let words = words(name);
        if !words.is_empty() && !self.hidden.contains(&words) {
            self.hidden.push(words);
        }
        self
    }

    /// Excepts one name, to the letter, from what is hidden.
    #[must_use]
    pub fn show(mut self, name: &str) -> Self {
        self.shown.insert(name.to_owned());
        self
    }

    /// Returns whether the value of a field with this name is hidden.
    #[must_use]
    pub fn hides(&self, name: &str) -> bool {
        if self.hidden.is_empty() || self.shown.contains(name) {
            return false;
        }
        let words = words(name);
        self.hidden.iter().any(|listed| words.windows(listed.len()).any(|part| part == listed.as_slice()))
    }
}

/// Cuts a name into words in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for letter in name.chars() {
        let separates = matches!(letter, '_' | '.' | '-' | ' ' | ':' | '/' | '[' | ']');
        if separates || (after_small && letter.is_uppercase()) {
            words.push(String::new());
        }
        if !separates && let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hidden_by_whole_words_only() {
        let redaction = Redaction::default();
        for name in
            ["password", "user.password", "Set-Cookie", "api_key", "x-api-key", "apiKey", "ACCESS_TOKEN"]
        {
            assert!(redaction.hides(name), "{name}");
        }
        for name in
            ["tokens", "tokenizer", "secretary", "api", "key", "passwordless", "spinner", "cardinality", ""]
        {
            assert!(!redaction.hides(name), "{name}");
        }
    }

    #[test]
    fn several_words_must_stand_side_by_side() {
        let redaction = Redaction::none().hide("private_key");
        assert!(redaction.hides("tls.private-key.pem"));
        assert!(!redaction.hides("private.public_key"));
        assert!(!redaction.hides("key_private"));
    }

    #[test]
    fn an_exception_is_one_name_to_the_letter() {
        let redaction = Redaction::default().show("token.count");
        assert!(!redaction.hides("token.count"));
        assert!(redaction.hides("token_count"));
        assert!(!Redaction::none().hides("password"));
    }
}
