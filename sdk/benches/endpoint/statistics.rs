//! What many rounds say together.

use std::fmt::{Display, Formatter, Result};

use crate::client::Turn;

/// One of a turn's figures.
pub(crate) type Figure = fn(&Turn) -> f64;

/// A median with its 95 % confidence interval.
pub(crate) struct Median {
    pub(crate) middle: f64,
    low: f64,
    high: f64,
}

impl Display for Median {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Self { middle, low, high } = self;
        let digits = formatter.precision().unwrap_or(3);
        write!(formatter, "{middle:.digits$} [{low:.digits$}, {high:.digits$}]")
    }
}

/// Returns the median; the interval ends at the figures whose ranks are 1.96 standard deviations of a binomial
/// distribution away from it, which supposes nothing of how the figures spread.
pub(crate) fn median(mut figures: Vec<f64>) -> Median {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    let away = (1..=middle).find(|away| away * away * 100 >= figures.len() * 97).unwrap_or(middle);
    let last = figures.len().saturating_sub(1);
    let at = |rank: usize| figures.get(rank.min(last)).copied().unwrap_or(f64::NAN);
    Median { middle: at(middle), low: at(middle.saturating_sub(away)), high: at(middle + away) }
}

/// Returns the value that this share of all is below.
pub(crate) fn quantile(values: &mut [f64], share: (usize, usize)) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * share.0 / share.1).copied().unwrap_or(f64::NAN)
}
