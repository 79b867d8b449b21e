//! Labels: what tells the series of one instrument apart.
//!
//! A set of labels is a position: a number in mixed radix, one digit for each label. The digit of a closed set is known
//! when the program is compiled; that of a text is the slot that a table with a budget gives it. So the number of series
//! has a bound that stands in the code, and no hot path makes, hashes or compares a list of labels.

mod position;
mod table;
mod value;

use opentelemetry::KeyValue;

pub use position::Position;
pub use table::Tables;
pub use value::LabelValue;

/// What stands for the values that a budget has no room for.
pub const OTHER: &str = "__other__";

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
/// values, after which further ones become `__other__`. The product of the closed sets is at most 1,000, or what
/// `#[labels(max_combinations = n)]` says: more is an error of the compiler, as is a name that says that its values have
/// no bound (`user_id`, `email`, `url`, `trace_id`), but for `#[label(allow = "reason")]`.
///
/// # Cost
/// Finding the series of closed sets takes a few multiplications by constants; of texts a lookup for each in its table,
/// and one more for all of them.
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
    fn position(&self, tables: &Tables) -> u64;
}

impl Labels for () {
    type Set = ();
    const DIMENSIONS: &'static [Dimension] = &[];

    fn position(&self, _tables: &Tables) -> u64 {
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
        Self { name, values: Values::Text { max } }
    }

    const fn count(&self) -> u64 {
        match self.values {
            Values::Closed { count, text: _ } => count as u64,
            Values::Text { max } => max as u64 + 1,
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
        if let Values::Text { max: _ } = dimensions[at].values {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns the labels that a position stands for.
pub(super) fn labels_at(dimensions: &[Dimension], tables: &Tables, mut position: u64) -> Vec<KeyValue> {
    let mut labels = Vec::with_capacity(dimensions.len());
    let mut texts = 0;
    for dimension in dimensions {
        let count = dimension.count().max(1);
        let digit = position % count;
        position /= count;
        labels.push(match dimension.values {
            Values::Closed { count: _, text } => KeyValue::new(dimension.name, text(digit as usize)),
            Values::Text { max: _ } => {
                texts += 1;
                KeyValue::new(dimension.name, tables.text(texts - 1, digit as u32))
            }
        });
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::{Tables, closed_combinations, combinations, labels_at};
    use crate::metrics::{LabelValue, Labels};

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

    fn there_and_back(labels: &OrderLabels<'_>, tables: &Tables) -> String {
        let position = labels.position(tables);
        let labels = labels_at(OrderLabels::DIMENSIONS, tables, position);
        let texts = labels.iter().map(|label| format!("{}={}", label.key, label.value.as_str()));
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_come_back_from_their_position() {
        let tables = Tables::new(OrderLabels::DIMENSIONS);
        let seen =
            |payment, branch, express| there_and_back(&OrderLabels { payment, branch, express }, &tables);
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
    fn each_combination_has_a_position_of_its_own() {
        let tables = Tables::new(OrderLabels::DIMENSIONS);
        let mut positions = std::collections::BTreeSet::new();
        for payment in [Payment::Card, Payment::Transfer, Payment::OnAccount] {
            for branch in ["Ulm", "Bonn", "Kiel"] {
                for express in [false, true] {
                    positions.insert(OrderLabels { payment, branch, express }.position(&tables));
                }
            }
        }
        assert_eq!(positions.len() as u64, combinations(OrderLabels::DIMENSIONS));
        assert_eq!((positions.first(), positions.last()), (Some(&0), Some(&17)), "no room is wasted");
        assert_eq!(closed_combinations(OrderLabels::DIMENSIONS), 6);
    }
}
