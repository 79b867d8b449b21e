//! Whether letters follow each other as they do in words.
//!
//! The entropy of single characters does not tell a random string of 20 from a name of 20: both have nearly 20 different
//! ones. Pairs do. `FOLLOWERS` are the 300 most frequent of the 676 pairs, counted in the 72 000 distinct words of the
//! identifiers and comments in the sources of some hundred public Rust crates (a word counts once). They make up 91 of
//! 100 pairs of those words, and 44 of 100 random ones.

/// For each first letter, which second letters follow it in words.
const FOLLOWERS: [&str; 26] = [
    "abcdefgiklmnprstuvxy",
    "abceijlorsuy",
    "abcdefhiklmoprstu",
    "abcdefiloprstuw",
    "abcdefgilmnopqrstuvwxy",
    "abcdefilorstu",
    "aehilnorsu",
    "aeiort",
    "abcdefglmnoprstvz",
    "e",
    "eis",
    "abcdeilopstuy",
    "abeimoprsu",
    "acdefgiklmnopstuv",
    "abcdfgiklmnoprstuvw",
    "abcdefhiloprstuvw",
    "u",
    "abcdefgiklmnoprstuvy",
    "acehiklmoprstuyz",
    "abcdefhilmnoprstuy",
    "abcefilmnprst",
    "aeio",
    "aeinors",
    "ept",
    "nps",
    "aei",
];

/// [`FOLLOWERS`] as bits.
const PAIRS: [u32; 26] = {
    let mut pairs = [0; 26];
    let mut first = 0;
    while first < pairs.len() {
        let followers = FOLLOWERS[first].as_bytes();
        let mut at = 0;
        while at < followers.len() {
            pairs[first] |= 1 << (followers[at] - b'a');
            at += 1;
        }
        first += 1;
    }
    pairs
};

/// Whether at least half of the neighbours are a letter beside a digit, or a pair that words rarely have; two digits say
/// nothing.
pub(super) fn is_unlike_words(token: &[u8]) -> bool {
    let (mut pairs, mut unlikely) = (0, 0);
    for pair in token.windows(2).filter(|pair| !pair.iter().all(u8::is_ascii_digit)) {
        pairs += 1;
        unlikely += usize::from(is_unlikely(pair[0], pair[1]));
    }
    pairs > 0 && 2 * unlikely >= pairs
}

fn is_unlikely(first: u8, second: u8) -> bool {
    match (letter(first), letter(second)) {
        (Some(first), Some(second)) => PAIRS[first] & 1 << second == 0,
        (None, None) => false,
        // `-`, `_`, `/` and `+` stand between words, too.
        _ => first.is_ascii_digit() || second.is_ascii_digit(),
    }
}

fn letter(byte: u8) -> Option<usize> {
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_lowercase() - b'a'))
}
