//! Which expressions the parser can be given.
//!
//! Its tree is dropped by recursion, and a duration that does not fit makes it panic; both are refused before.

/// More than the longest expressions of public rule files have four times over.
const MOST_TOKENS: usize = 1000;
/// Seconds that no duration reaches.
const ENDLESS: f64 = 1e15;

/// Returns whether parsing a text can neither overflow the stack nor panic.
pub(super) fn is_safe(text: &str) -> bool {
    token_count(text) <= MOST_TOKENS && !has_endless_duration(text)
}

/// Counts words and signs: more than an expression can have levels.
fn token_count(text: &str) -> usize {
    text.split_whitespace().map(|word| word.split(|sign: char| !sign.is_alphanumeric()).count()).sum()
}

/// Looks at what stands where a duration may: after a bracket, a colon, or the word.
fn has_endless_duration(text: &str) -> bool {
    let text = text.to_ascii_lowercase().replace("offset", "[");
    text.split(['[', ':']).skip(1).any(|rest| {
        let rest = rest.trim_start_matches(|before: char| before.is_whitespace() || "+-(".contains(before));
        rest.starts_with('#') || starts_endless(rest)
    })
}

/// Tries every start of a number, as `1e30-1` is two.
fn starts_endless(text: &str) -> bool {
    let is_of_number = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    let length = text.find(|character| !is_of_number(character)).unwrap_or(text.len());
    let is_endless = |end: usize| {
        let seconds = text[..end].parse::<f64>();
        seconds.is_ok_and(|seconds| !seconds.is_finite() || seconds >= ENDLESS)
    };
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    is_endless(length) || (is_number && (1..length.min(512)).any(is_endless))
}

#[cfg(test)]
mod tests {
    use super::super::{Basis, Subject, read};

    fn basis(text: &str) -> Option<Basis> {
        read(text, &|_| (Basis::Moment, Subject::Other)).map(|reading| reading.basis)
    }

    #[test]
    fn deep_expressions_are_refused_and_shallower_ones_read() {
        assert_eq!(basis(&("(".repeat(100_000) + "up" + &")".repeat(100_000))), None);
        assert_eq!(basis(&("-".repeat(100_000) + "up")), None);
        assert_eq!(basis(&("(".repeat(400) + "up" + &")".repeat(400))), Some(Basis::Moment));
        assert_eq!(basis(&("up + ".repeat(300) + "up")), Some(Basis::Moment));
        assert_eq!(basis(&("-".repeat(990) + "up")), Some(Basis::Moment));
    }

    #[test]
    fn durations_without_end_are_refused() {
        for text in [
            "rate(a[1e30])",
            "a offset - 99999999999999999999",
            "rate(a[inf])",
            "a offset 1e30-1",
            "max_over_time(a[5m: # x\n 1e30])",
        ] {
            assert_eq!(basis(text), None, "{text}");
        }
        assert_eq!(basis("rate(a[300]) > 1e30 or job:info:rate5m > 0"), Some(Basis::Moment));
    }
}
