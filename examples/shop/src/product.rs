//! What there is to buy.

use serde::{Deserialize, Serialize};
use tracewell::metrics::LabelValue;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, LabelValue)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Product {
    Tea,
    Coffee,
    Cake,
}

impl Product {
    pub(crate) const ALL: [Self; 3] = [Self::Tea, Self::Coffee, Self::Cake];

    pub(crate) const fn cents(self) -> i64 {
        match self {
            Self::Tea => 390,
            Self::Coffee => 450,
            Self::Cake => 520,
        }
    }

    /// Returns the name that labels and requests have for it.
    pub(crate) fn name(self) -> &'static str {
        Self::text(self.index())
    }
}

/// What a customer wants.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Cart {
    pub(crate) product: Product,
    pub(crate) quantity: u16,
    #[serde(default)]
    pub(crate) voucher: String,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) cents: i64,
    pub(crate) state: String,
}
