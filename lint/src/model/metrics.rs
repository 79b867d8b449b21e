//! Placeholder until the analysis lands.

use super::file::Analysis;
use crate::facts::Fact;

pub(super) fn facts(_: &Analysis<'_>, _: &mut Vec<Fact>) {}
