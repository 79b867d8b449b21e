//! What a report shows of a refused value: enough to recognize where it comes from, too little to be it.

use std::fmt;

use super::Shape;

/// A refused value without what it says: its shape, its length, and how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sample {
    /// What it looks like, if it looks like an identifier.
    pub shape: Option<Shape>,
    /// Its length, in bytes.
    pub length: usize,
    start: [Option<char>; 2],
}

impl Sample {
    /// Returns what may be shown of a value: at most a quarter of its characters, and two of them at most.
    #[must_use]
    pub fn of(value: &str, shape: Option<Shape>) -> Self {
        // Seven characters are enough to know whether there are eight.
        let shown = value.chars().take(8).count() / 4;
        let mut characters = value.chars().take(shown).map(printable);
        Self { shape, length: value.len(), start: [characters.next(), characters.next()] }
    }

    /// Returns its first characters: two at most, none of what is shorter than four; what cannot be printed is `?`.
    #[must_use]
    pub fn start(&self) -> String {
        self.start.into_iter().flatten().collect()
    }
}

const fn printable(character: char) -> char {
    if character.is_ascii_graphic() { character } else { '?' }
}

/// `uuid of 36 bytes, 3f…`
impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = self.shape.map_or("value", Shape::as_str);
        write!(f, "{shape} of {} bytes, {}…", self.length, self.start())
    }
}

#[cfg(test)]
mod tests {
    use super::{Sample, Shape};

    #[test]
    fn two_characters_at_most_are_shown_and_never_more_than_a_quarter() {
        for (value, start) in [
            ("ada@example.org", "ad"),
            ("12345678", "12"),
            ("1234567", "1"),
            ("abcd", "a"),
            ("abc", ""),
            ("", ""),
            ("äöüßäöüß", "??"),
            ("\n\r\n\r\n\r\n\r", "??"),
        ] {
            assert_eq!(Sample::of(value, None).start(), start, "{value:?}");
        }
    }

    #[test]
    fn it_reads_as_what_it_is() {
        let sample = Sample::of("ada@example.org", Some(Shape::Email));
        assert_eq!(sample.to_string(), "email of 15 bytes, ad…");
    }
}
