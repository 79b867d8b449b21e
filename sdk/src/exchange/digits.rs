//! Numbers as labels write them, without an allocation.

/// A status or a port as it is written; nothing where there is none.
pub(super) struct Digits {
    bytes: [u8; 5],
    begins: usize,
}

impl Digits {
    pub(super) fn of(number: Option<u16>) -> Self {
        let mut digits = Self { bytes: [b'0'; 5], begins: 5 };
        let mut rest = number;
        while let Some(number) = rest {
            digits.begins -= 1;
            digits.bytes[digits.begins] = b"0123456789"[usize::from(number % 10)];
            rest = Some(number / 10).filter(|rest| *rest > 0);
        }
        digits
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[self.begins..]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Digits;

    #[test]
    fn each_number_is_written_as_it_is_elsewhere() {
        assert_eq!(Digits::of(None).as_str(), "");
        for number in 0..=u16::MAX {
            assert_eq!(Digits::of(Some(number)).as_str(), number.to_string());
        }
    }
}
