//! Ignore comments: `tracewell: ignore[rule-id, other] until=YYYY-MM-DD reason`, and `ignore-file[…]`.
//!
//! A comment behind code speaks about its own line; one that stands alone about the next line of code.
//! The comments that silence nothing, give no reason or have expired are diagnostics themselves.

mod date;
mod directive;

pub use date::Date;

use crate::config::Settings;
use crate::diagnostic::{Confidence, Diagnostic, Severity};
use crate::nearest::did_you_mean;
use crate::rule::{EXPIRED_SUPPRESSION, RuleSet, SUPPRESSION_WITHOUT_REASON, ToolRule, UNUSED_SUPPRESSION};
use crate::source::{Location, SourceFile, TextRange};
use directive::{Directive, Expiry, Target};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What suppressions are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The rules that exist.
    pub rules: &'a RuleSet,
    /// What is on for the file.
    pub settings: &'a Settings,
    /// Today, for `until=`.
    pub today: Date,
}

/// Marks the diagnostics of a file that its comments silence, and adds those about the comments.
///
/// `comments` are in the order of the file. Hand in low-confidence diagnostics too, shown or not: a comment
/// that silences one is in use.
pub fn apply(
    file: &Arc<SourceFile>,
    comments: &[TextRange],
    mut diagnostics: Vec<Diagnostic>,
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let directives = directive::find(file, comments);
    if directives.is_empty() {
        return diagnostics;
    }
    let mut pass = Pass { file, context, directives, used: FxHashSet::default() };
    pass.silence(&mut diagnostics);
    let mut own = pass.faulty();
    pass.silence(&mut own);
    let mut unused = pass.unused();
    pass.silence(&mut unused);
    diagnostics.extend(own);
    diagnostics.extend(unused);
    diagnostics
}

/// One file's directives at work.
struct Pass<'a> {
    file: &'a Arc<SourceFile>,
    context: &'a Context<'a>,
    directives: Vec<Directive>,
    /// The directives and their names, by index, that have silenced something.
    used: FxHashSet<(usize, usize)>,
}

impl Pass<'_> {
    /// Sets the reason on every diagnostic that a directive in force names.
    fn silence(&mut self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            for (at, directive) in self.directives.iter().enumerate() {
                let named = directive.names.iter().position(|(name, _)| **name == *diagnostic.rule);
                let Some(name) = named else { continue };
                if !self.is_in_force(directive) || !self.hits(directive, diagnostic) {
                    continue;
                }
                self.used.insert((at, name));
                if diagnostic.suppressed.as_ref().is_none_or(String::is_empty) {
                    diagnostic.suppressed = Some(directive.reason.clone());
                }
            }
        }
    }

    fn is_in_force(&self, directive: &Directive) -> bool {
        match &directive.expiry {
            Expiry::Never => true,
            Expiry::On(date) => self.context.today <= *date,
            Expiry::Unreadable(_) => false,
        }
    }

    fn hits(&self, directive: &Directive, diagnostic: &Diagnostic) -> bool {
        let range = diagnostic.location.range;
        let first = self.file.line_of(range.start);
        let last = self.file.line_of(range.end.saturating_sub(1).max(range.start));
        match directive.target {
            Target::File => true,
            Target::Line(line) => line == first || line == last,
            Target::Nothing => false,
        }
    }

    /// Returns what is wrong with directives whether or not they silence anything.
    fn faulty(&self) -> Vec<Diagnostic> {
        self.directives
            .iter()
            .flat_map(|directive| [self.expired(directive), self.unexplained(directive)])
            .flatten()
            .collect()
    }

    fn expired(&self, directive: &Directive) -> Option<Diagnostic> {
        let message = match &directive.expiry {
            Expiry::On(date) if !self.is_in_force(directive) => format!("suppression expired on {date}"),
            Expiry::Unreadable(text) => format!("suppression ends on `{text}`, which is no date"),
            _ => return None,
        };
        let help = "mend what it silenced, or write a later `until=YYYY-MM-DD`";
        self.diagnostic(EXPIRED_SUPPRESSION, directive.range, message, Some(help.to_owned()))
    }

    fn unexplained(&self, directive: &Directive) -> Option<Diagnostic> {
        if !directive.reason.is_empty() || directive.names.is_empty() || !self.is_in_force(directive) {
            return None;
        }
        let message = "suppression gives no reason".to_owned();
        let help = "say behind the bracket why this is acceptable here";
        self.diagnostic(SUPPRESSION_WITHOUT_REASON, directive.range, message, Some(help.to_owned()))
    }

    /// Returns the names that silence nothing although they could.
    fn unused(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (at, directive) in self.directives.iter().enumerate() {
            if directive.names.is_empty() {
                diagnostics.extend(self.nameless(directive));
            }
            for (index, (name, range)) in directive.names.iter().enumerate() {
                if !self.used.contains(&(at, index)) {
                    diagnostics.extend(self.unused_name(directive, name, *range));
                }
            }
        }
        diagnostics
    }

    fn nameless(&self, directive: &Directive) -> Option<Diagnostic> {
        let message = format!("suppression names no rule: `{}`", self.file.text(directive.range).trim_end());
        let help = "write `tracewell: ignore[rule-id] reason`".to_owned();
        self.diagnostic(UNUSED_SUPPRESSION, directive.range, message, Some(help))
    }

    fn unused_name(&self, directive: &Directive, name: &str, range: TextRange) -> Option<Diagnostic> {
        if !self.context.rules.is_known(name) {
            let message = format!("suppression names `{name}`, which is no rule");
            let help = did_you_mean(name, self.context.rules.ids());
            return self.diagnostic(UNUSED_SUPPRESSION, range, message, help);
        }
        let idle = self.context.settings.is_enabled(name) && name != UNUSED_SUPPRESSION.id;
        if !idle || !self.is_in_force(directive) {
            return None;
        }
        let message = format!("suppression of `{name}` silences nothing");
        self.diagnostic(UNUSED_SUPPRESSION, range, message, Some("remove it".to_owned()))
    }

    fn diagnostic(
        &self,
        rule: ToolRule,
        range: TextRange,
        message: String,
        help: Option<String>,
    ) -> Option<Diagnostic> {
        self.context.settings.is_enabled(rule.id).then(|| Diagnostic {
            rule: Arc::from(rule.id),
            severity: self.context.settings.severity(rule.id, Severity::Warning),
            confidence: Confidence::High,
            message,
            help: help.map(Arc::from),
            location: Location { file: Arc::clone(self.file), range },
            related: Vec::new(),
            service: None,
            suppressed: None,
        })
    }
}

#[cfg(test)]
mod tests;
