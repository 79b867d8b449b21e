//! One label of a set, as it was declared.

/// One label of a set: its name, and what it may be.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Dimension {
    pub(super) name: &'static str,
    pub(super) values: Values,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Values {
    Closed {
        count: usize,
        text: fn(usize) -> &'static str,
    },
    /// Up to so many, one for all others, which comes first, and one for none, which comes last.
    Text {
        max: u32,
        allows_identifiers: bool,
        /// Whether texts that are integers are exported as such.
        is_integer: bool,
    },
}

impl Dimension {
    /// A label whose values are a closed set, by its number and its texts.
    #[must_use]
    pub const fn closed(name: &'static str, count: usize, text: fn(usize) -> &'static str) -> Self {
        Self { name, values: Values::Closed { count, text } }
    }

    /// A label whose values are text, up to `max` of them.
    #[must_use]
    pub const fn text(name: &'static str, max: u32) -> Self {
        Self { name, values: Values::Text { max, allows_identifiers: false, is_integer: false } }
    }

    /// Lets texts in that look like identifiers.
    #[must_use]
    pub const fn allowing_identifiers(mut self) -> Self {
        if let Values::Text { allows_identifiers, .. } = &mut self.values {
            *allows_identifiers = true;
        }
        self
    }

    /// Exports texts as integers, where they are.
    #[must_use]
    pub const fn of_integers(mut self) -> Self {
        if let Values::Text { is_integer, .. } = &mut self.values {
            *is_integer = true;
        }
        self
    }

    const fn count(&self) -> u64 {
        match self.values {
            Values::Closed { count, text: _ } => count as u64,
            Values::Text { max, .. } => max as u64 + 2,
        }
    }

    /// The digit of an empty text, which takes no slot: the last one.
    pub(super) const fn empty(&self) -> u64 {
        self.count() - 1
    }
}

/// Returns how many combinations the closed sets have, texts aside.
#[doc(hidden)]
#[must_use]
pub const fn closed_combinations(dimensions: &[Dimension]) -> u64 {
    let (mut product, mut at) = (1_u64, 0);
    while at < dimensions.len() {
        if let Values::Closed { count, text: _ } = dimensions[at].values {
            product = product.saturating_mul(count as u64);
        }
        at += 1;
    }
    product
}

/// Returns how many combinations there are with texts at their budgets; `u64::MAX` where that is not enough to count.
#[doc(hidden)]
#[must_use]
pub const fn combinations(dimensions: &[Dimension]) -> u64 {
    let (mut product, mut at) = (1_u64, 0);
    while at < dimensions.len() {
        product = product.saturating_mul(dimensions[at].count());
        at += 1;
    }
    product
}

/// Whether one of the labels is text.
pub(in crate::metrics) const fn has_text(dimensions: &[Dimension]) -> bool {
    let mut at = 0;
    while at < dimensions.len() {
        if let Values::Text { .. } = dimensions[at].values {
            return true;
        }
        at += 1;
    }
    false
}

/// Takes a position apart.
pub(super) fn digits(dimensions: &[Dimension], mut position: u64) -> impl Iterator<Item = (&Dimension, u64)> {
    dimensions.iter().map(move |dimension| {
        let count = dimension.count().max(1);
        let digit = position % count;
        position /= count;
        (dimension, digit)
    })
}
