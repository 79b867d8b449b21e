//! Values of labels that are known when the program is compiled.

/// A closed set of values; `#[derive(LabelValue)]` on an enum without fields implements it, and `bool` has it.
///
/// A variant's text is its name in snake case, or what `#[label(text = "…")]` says.
///
/// ```
/// use tracewell::metrics::LabelValue;
///
/// #[derive(Clone, Copy, LabelValue)]
/// enum Outcome {
///     Placed,
///     OutOfStock,
///     #[label(text = "4xx")]
///     Refused,
/// }
///
/// assert_eq!(Outcome::text(Outcome::OutOfStock.index()), "out_of_stock");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no closed set of values",
    note = "`#[derive(LabelValue)]` makes an enum one",
    note = "text needs a budget: `#[label(max = 200)]`"
)]
pub trait LabelValue {
    /// How many values there are.
    const COUNT: usize;

    /// Returns which of them this is, from 0 to `COUNT - 1`.
    fn index(&self) -> usize;

    /// Returns the text of one of them; any text where there is none of that index.
    fn text(index: usize) -> &'static str;
}

impl LabelValue for bool {
    const COUNT: usize = 2;

    #[inline]
    fn index(&self) -> usize {
        usize::from(*self)
    }

    fn text(index: usize) -> &'static str {
        if index == 0 { "false" } else { "true" }
    }
}

impl<V: LabelValue> LabelValue for &V {
    const COUNT: usize = V::COUNT;

    #[inline]
    fn index(&self) -> usize {
        V::index(self)
    }

    fn text(index: usize) -> &'static str {
        V::text(index)
    }
}
