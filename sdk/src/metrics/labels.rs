//! Labels: what tells the series of one instrument apart.
//!
//! A set of labels is a position: a number in mixed radix, one digit for each label. The digit of a closed set is known
//! when the program is compiled; that of a text is the slot that a table with a budget gives it. So the number of series
//! has a bound that stands in the code, and no hot path makes, hashes or compares a list of labels.

mod dimension;
mod position;
mod reading;
mod slots;
mod value;

pub(super) use dimension::has_text;
pub use dimension::{Dimension, closed_combinations, combinations};
pub use position::Position;
pub(super) use reading::{has_other, labels_at, slot_at};
pub use slots::Slots;
pub(super) use slots::guarded;
pub use value::LabelValue;

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
