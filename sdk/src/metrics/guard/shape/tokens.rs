//! Shapes that are told from a part of a value: a run of letters and digits.

use super::likelihood::is_unlike_words;

fn tokens(value: &str) -> impl Iterator<Item = &[u8]> {
    value.as_bytes().split(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether a token is a number in hexadecimal of at least so many digits, letters among them.
pub(in super::super) fn has_hex(value: &str, least: usize) -> bool {
    tokens(value).any(|token| {
        let token = token.strip_prefix(b"0x").unwrap_or(token);
        token.len() >= least
            && token.iter().all(u8::is_ascii_hexdigit)
            && token.iter().any(u8::is_ascii_digit)
            && token.iter().any(u8::is_ascii_alphabetic)
    })
}

/// Whether there are eight digits in a row that are no date, or groups of digits with twelve in all.
pub(super) fn has_digits(value: &str) -> bool {
    let runs = value.as_bytes().split(|byte| !byte.is_ascii_digit());
    if runs.filter(|run| run.len() >= 8).any(|run| !is_date(run)) {
        return true;
    }
    let is_grouped = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'+' | b'(' | b')');
    value.bytes().all(is_grouped) && value.bytes().filter(u8::is_ascii_digit).count() >= 12
}

/// `YYYYMMDD` of 1990 to 2099: a day in the name of a version or an image.
fn is_date(run: &[u8]) -> bool {
    let number =
        run.iter().fold(0_u64, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    run.len() == 8 && (1990..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Whether a token is long and unlike words.
pub(super) fn has_unlikely(value: &str) -> bool {
    tokens(value).any(|token| {
        let least = if token.iter().any(u8::is_ascii_digit) { 16 } else { 24 };
        token.len() >= least && is_unlike_words(token)
    })
}
