//! Names as words: what `userId`, `user_id` and `UserID` have in common.

/// Splits a name at everything that is no letter or digit, and where its case says so; in lower case.
pub(in crate::model) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for run in name.split(|other: char| !other.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let letters: Vec<char> = run.chars().collect();
        let mut word = String::new();
        for (index, letter) in letters.iter().enumerate() {
            if index > 0 && starts_word(letters[index - 1], *letter, letters.get(index + 1).copied()) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(letter.to_lowercase());
        }
        words.push(word);
    }
    words
}

/// `aB` starts a word at `B`, and so does `ABc`.
fn starts_word(before: char, letter: char, after: Option<char>) -> bool {
    letter.is_uppercase() && (!before.is_uppercase() || after.is_some_and(char::is_lowercase))
}

/// Returns whether a name is spelled like a constant: `KNOWN_TENANTS`.
pub(super) fn is_constant(name: &str) -> bool {
    name.len() > 1 && name.contains(char::is_alphabetic) && !name.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_split_words() {
        assert_eq!(words("userId"), ["user", "id"]);
        assert_eq!(words("HTTPRequests_total"), ["http", "requests", "total"]);
        assert_eq!(words("P99LatencyMs"), ["p99", "latency", "ms"]);
        assert_eq!(words("user.ID"), ["user", "id"]);
    }
}
