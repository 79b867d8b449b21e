//! What one configuration, or one override, changes.

use super::settings::{LintLevel, Settings};
use rustc_hash::FxHashSet;
use toml::Value;

/// Changes to settings.
#[derive(Debug, Default, Clone)]
pub(super) struct Layer {
    /// What is on; nothing changes where it is not given.
    pub(super) select: Option<FxHashSet<String>>,
    /// What is off.
    pub(super) ignore: FxHashSet<String>,
    /// Levels by rule id.
    pub(super) levels: Vec<(String, LintLevel)>,
    /// Rule id, option, value.
    pub(super) options: Vec<(String, String, Value)>,
}

impl Layer {
    /// Changes settings.
    pub(super) fn apply(&self, settings: &mut Settings) {
        for (id, rule) in settings.iter_mut() {
            if let Some(select) = &self.select {
                rule.selected = select.contains(&**id);
            }
            rule.selected &= !self.ignore.contains(&**id);
        }
        for (id, level) in &self.levels {
            if let Some(rule) = settings.rule_mut(id) {
                rule.level = Some(*level);
            }
        }
        for (id, option, value) in &self.options {
            if let Some(rule) = settings.rule_mut(id) {
                rule.options.insert(option.clone(), value.clone());
            }
        }
    }
}
