//! From a position back to its labels.

use opentelemetry::KeyValue;

use super::dimension::{Dimension, Values, digits};
use crate::metrics::guard::{Names, OTHER, Slot};

/// Returns the labels that a position stands for, without those that are empty, which are none; nothing where one of its
/// slots was given out after `names` were read.
pub(in crate::metrics) fn labels_at(
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
                (_, digit) if digit == dimension.empty() => KeyValue::new(dimension.name, ""),
                (nth, digit) => {
                    let text = names?.value(nth, Slot::of(digit as u32))?;
                    match text.parse::<i64>() {
                        // What is written in another way is another text.
                        Ok(integer) if is_integer && integer.to_string() == *text => {
                            KeyValue::new(dimension.name, integer)
                        }
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

/// Returns the slot that a position has for its `nth` text; of an empty text it is one that no value has.
pub(in crate::metrics) fn slot_at(dimensions: &[Dimension], position: u64, nth: usize) -> Option<Slot> {
    let is_text = |(dimension, _): &(&Dimension, u64)| matches!(dimension.values, Values::Text { .. });
    let (_, digit) = digits(dimensions, position).filter(is_text).nth(nth)?;
    u32::try_from(digit).ok().map(Slot::of)
}

/// Whether one of the texts of a position has no slot: several sets of labels share it.
pub(in crate::metrics) fn has_other(dimensions: &[Dimension], position: u64) -> bool {
    digits(dimensions, position)
        .any(|(dimension, digit)| matches!((dimension.values, digit), (Values::Text { .. }, 0)))
}

#[cfg(test)]
mod tests {
    use std::{panic::Location, time::Duration};

    use super::{labels_at, slot_at};
    use crate::metrics::{
        LabelValue, Labels,
        guard::{Blame, Slot, Table, TableSpec},
        labels::{Slots, closed_combinations, combinations, guarded},
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
        let (labels, table) = (OrderLabels { payment: Payment::Card, branch: "", express: true }, table());
        let _ = ["Ulm", "Bonn", "Kiel"].map(|branch| Slots::of(&table).digit(0, branch));
        assert_eq!(there_and_back(&labels, &table), "payment=card express=true", "also over budget");
        let refused: u64 = table.blame().iter().map(Blame::rejected).sum();
        assert_eq!(refused, 1);
    }

    #[test]
    fn each_combination_has_a_position_of_its_own() {
        let table = table();
        let mut positions = std::collections::BTreeSet::new();
        for payment in [Payment::Card, Payment::Transfer, Payment::OnAccount] {
            for branch in ["Ulm", "Bonn", "Kiel", ""] {
                for express in [false, true] {
                    positions.insert(OrderLabels { payment, branch, express }.position(&Slots::of(&table)));
                }
            }
        }
        assert_eq!(positions.len() as u64, combinations(OrderLabels::DIMENSIONS));
        assert_eq!((positions.first(), positions.last()), (Some(&0), Some(&23)), "no room is wasted");
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
        let slot = |nth| slot_at(OrderLabels::DIMENSIONS, position, nth);
        assert_eq!((slot(0), slot(1)), (Some(Slot::of(1)), None), "there is one text");
    }
}
