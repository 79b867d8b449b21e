//! What the command line selects: the last layer.

use super::settings::Settings;
use crate::nearest::did_you_mean;
use crate::rule::RuleSet;
use rustc_hash::FxHashSet;
use tracewell_rules::CATEGORIES;

/// `--select`, `--ignore` and `--pedantic`.
///
/// Unlike `select` in a configuration, `--select` only narrows: what the project switched off stays off.
#[derive(Debug, Default, Clone)]
pub struct Selection {
    select: Option<FxHashSet<String>>,
    ignore: FxHashSet<String>,
    pedantic: bool,
}

/// A name that is neither a rule's nor a category's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule or category `{name}`{}", .help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct UnknownName {
    /// The name.
    pub name: String,
    /// What was probably meant.
    pub help: Option<String>,
}

impl Selection {
    /// Resolves names of rules and categories; an empty `select` selects everything.
    pub fn new<S: AsRef<str>>(
        select: &[S],
        ignore: &[S],
        pedantic: bool,
        rules: &RuleSet,
    ) -> Result<Self, UnknownName> {
        let resolve = |names: &[S]| -> Result<FxHashSet<String>, UnknownName> {
            let ids: Result<Vec<_>, _> = names.iter().map(|name| resolve(name.as_ref(), rules)).collect();
            Ok(ids?.into_iter().flatten().collect())
        };
        let selected = resolve(select)?;
        let select = (!select.is_empty()).then_some(selected);
        Ok(Self { select, ignore: resolve(ignore)?, pedantic })
    }

    /// Narrows settings.
    pub(super) fn apply(&self, settings: &mut Settings) {
        for (id, rule) in settings.iter_mut() {
            let named = self.select.as_ref().map(|select| select.contains(&**id));
            rule.selected &= named.unwrap_or(true) && !self.ignore.contains(&**id);
            rule.pedantic |= self.pedantic || named.unwrap_or(false);
        }
    }
}

/// Returns the ids that a name stands for.
pub(super) fn resolve(name: &str, rules: &RuleSet) -> Result<Vec<String>, UnknownName> {
    let Some(ids) = rules.named(name) else {
        let help = did_you_mean(name, rules.ids().chain(CATEGORIES));
        return Err(UnknownName { name: name.to_owned(), help });
    };
    Ok(ids.into_iter().map(str::to_owned).collect())
}
