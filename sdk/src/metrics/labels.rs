//! Labels: what tells the series of one instrument apart.
//!
//! A set of labels is a position: a number in mixed radix, one digit for each label. The digit of a closed set is known
//! when the program is compiled; that of a text is the slot that a table with a budget gives it. So the number of series
//! has a bound that stands in the code, and no hot path makes, hashes or compares a list of labels.

mod position;
mod slots;
mod value;

use opentelemetry::KeyValue;

pub use position::Position;
pub use slots::Slots;
pub(super) use slots::guarded;
pub use value::LabelValue;

use super::guard::{Names, OTHER, Slot};

/// A set of labels; `#[derive(Labels)]` on a struct implements it, and `()` is the empty set.
///
/// ```
/// use tracewell::metrics::{LabelValue, Labels};
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Payment {
///     Card,
///     #[label(text = "bank-transfer")]
///     Transfer,
/// }
///
/// #[derive(Labels)]
/// struct OrderLabels<'a> {
///     payment: Payment,
///     express: bool,
///     #[label(name = "shop.branch", max = 50)]
///     branch: &'a str,
/// }
/// ```
///
/// A field is a label. Its type is a closed set ([`LabelValue`]), or text (`AsRef<str>`) with a budget: `max` distinct
/// values, after which further ones become `__other__`, as do values that look like identifiers: see
/// [`guard`](super::guard). The product of the closed sets is at most 1,000, or what `#[labels(max_combinations = n)]`
/// says: more is an error of the compiler, as is a name that says that its values have no bound (`user_id`, `email`,
/// `url`, `trace_id`). `#[label(allow = "reason")]` allows such a name, and such values. An empty text is no label: the
/// series is that without it.
///
/// # Cost
/// Finding the series of closed sets takes a few multiplications by constants; of texts a look-up for each, and one more
/// for all of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of labels",
    note = "`#[derive(Labels)]` makes a struct one; `()` has no labels"
)]
pub trait Labels {
    /// The same set with `'static` in place of its lifetimes: what an instrument is declared with.
    type Set: Labels + 'static;

    #[doc(hidden)]
    const DIMENSIONS: &'static [Dimension];

    #[doc(hidden)]
    fn position(&self, slots: &Slots<'_>) -> u64;
}

impl Labels for () {
    type Set = ();
    const DIMENSIONS: &'static [Dimension] = &[];

    fn position(&self, _slots: &Slots<'_>) -> u64 {
        0
    }
}

/// One label of a set: its name, and what it may be.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Dimension {
    name: &'static str,
    values: Values,
}

#[derive(Clone, Copy, Debug)]
enum Values {
    Closed {
        count: usize,
        text: fn(usize) -> &'static str,
    },
    /// Up to so many, and one for all others, which comes first.
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
            Values::Text { max, .. } => max as u64 + 1,
        }
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
pub(super) const fn has_text(dimensions: &[Dimension]) -> bool {
    let mut at = 0;
    while at < dimensions.len() {
        if let Values::Text { .. } = dimensions[at].values {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns the labels that a position stands for, without those that are empty, which are none; nothing where one of its slots was given out after `names` were read.
pub(super) fn labels_at(
    dimensions: &[Dimension],
    names: Option<&Names>,
    position: u64,
) -> Option<Vec<KeyValue>> {
    let mut texts = 0..;
    let label = |(dimension, digit): (&Dimension, u64)| {
        Some(match dimension.values {
            Values::Closed { count: _, text } => KeyValue::new(dimension.name, text(digit as usize)),
            Values::Text { is_integer, .. } => match (texts.next()?, digit) {
                (_, 0) => KeyValue::new(dimension.name, OTHER),
                (nth, digit) => {
                    let text = names?.value(nth, Slot::of(digit as u32))?;
                    match text.parse::<i64>() {
                        Ok(integer) if is_integer => KeyValue::new(dimension.name, integer),
                        _ => KeyValue::new(dimension.name, text),
                    }
                }
            },
        })
    };
    let mut labels: Vec<KeyValue> = digits(dimensions, position).map(label).collect::<Option<_>>()?;
    labels.retain(|label| !label.value.as_str().is_empty());
    Some(labels)
}

/// Whether a position has this slot for its `nth` text.
pub(super) fn has_slot(dimensions: &[Dimension], position: u64, nth: usize, slot: Slot) -> bool {
    let is_text = |(dimension, _): &(&Dimension, u64)| matches!(dimension.values, Values::Text { .. });
    let digit = digits(dimensions, position).filter(is_text).nth(nth);
    digit.is_some_and(|(_, digit)| digit == slot.index() as u64)
}

/// Takes a position apart.
fn digits(dimensions: &[Dimension], mut position: u64) -> impl Iterator<Item = (&Dimension, u64)> {
    dimensions.iter().map(move |dimension| {
        let count = dimension.count().max(1);
        let digit = position % count;
        position /= count;
        (dimension, digit)
    })
}

#[cfg(test)]
mod tests {
    use std::{panic::Location, time::Duration};

    use super::{Slots, closed_combinations, combinations, guarded, has_slot, labels_at};
    use crate::metrics::{
        LabelValue, Labels,
        guard::{Slot, Table, TableSpec},
    };

    #[derive(Clone, Copy, LabelValue)]
    enum Payment {
        Card,
        #[label(text = "bank-transfer")]
        Transfer,
        OnAccount,
    }

    #[derive(Labels)]
    struct OrderLabels<'a> {
        payment: Payment,
        #[label(name = "shop.branch", max = 2)]
        branch: &'a str,
        express: bool,
    }

    fn table() -> Table {
        Table::new(TableSpec {
            instrument: "orders",
            site: Location::caller(),
            labels: guarded(OrderLabels::DIMENSIONS),
            idle_after: Duration::MAX,
        })
    }

    fn there_and_back(labels: &OrderLabels<'_>, table: &Table) -> String {
        let position = labels.position(&Slots::of(table));
        let labels = labels_at(OrderLabels::DIMENSIONS, Some(&table.names()), position).unwrap();
        let texts = labels.iter().map(|label| format!("{}={}", label.key, label.value.as_str()));
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_come_back_from_their_position() {
        let table = table();
        let seen =
            |payment, branch, express| there_and_back(&OrderLabels { payment, branch, express }, &table);
        assert_eq!(seen(Payment::Card, "Ulm", false), "payment=card shop.branch=Ulm express=false");
        assert_eq!(
            seen(Payment::Transfer, "Bonn", true),
            "payment=bank-transfer shop.branch=Bonn express=true"
        );
        // The budget is for the label, whatever stands beside it.
        assert_eq!(
            seen(Payment::OnAccount, "Kiel", true),
            "payment=on_account shop.branch=__other__ express=true"
        );
        assert_eq!(
            seen(Payment::OnAccount, "Ulm", false),
            "payment=on_account shop.branch=Ulm express=false"
        );
    }

    #[test]
    fn what_is_empty_is_no_label() {
        let labels = OrderLabels { payment: Payment::Card, branch: "", express: true };
        assert_eq!(there_and_back(&labels, &table()), "payment=card express=true");
    }

    #[test]
    fn each_combination_has_a_position_of_its_own() {
        let table = table();
        let mut positions = std::collections::BTreeSet::new();
        for payment in [Payment::Card, Payment::Transfer, Payment::OnAccount] {
            for branch in ["Ulm", "Bonn", "Kiel"] {
                for express in [false, true] {
                    positions.insert(OrderLabels { payment, branch, express }.position(&Slots::of(&table)));
                }
            }
        }
        assert_eq!(positions.len() as u64, combinations(OrderLabels::DIMENSIONS));
        assert_eq!((positions.first(), positions.last()), (Some(&0), Some(&17)), "no room is wasted");
        assert_eq!(closed_combinations(OrderLabels::DIMENSIONS), 6);
    }
    #[test]
    fn a_slot_that_was_given_out_since_is_no_label_yet() {
        let table = table();
        let names = table.names();
        let labels = OrderLabels { payment: Payment::Card, branch: "Ulm", express: true };
        let position = labels.position(&Slots::of(&table));
        assert_eq!(labels_at(OrderLabels::DIMENSIONS, Some(&names), position), None);
    }

    #[test]
    fn a_position_knows_its_slots() {
        let table = table();
        let labels = OrderLabels { payment: Payment::Transfer, branch: "Ulm", express: true };
        let position = labels.position(&Slots::of(&table));
        let has = |slot| has_slot(OrderLabels::DIMENSIONS, position, 0, slot);
        assert!(has(Slot::of(1)) && !has(Slot::of(2)) && !has(Slot::OTHER));
        assert!(!has_slot(OrderLabels::DIMENSIONS, position, 1, Slot::of(1)), "there is one text");
    }
}
