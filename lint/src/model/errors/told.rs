//! Whom a handler tells of its error: a log, a caller, anybody.

use super::handler::Handler;
use super::is_error_name;
use crate::knowledge::{LoggerSpec, Meaning};
use crate::model::call_sites::CallSite;
use crate::model::logs::{attaches_error, level};
use crate::model::spans::statement_of;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

impl<'a> Handler<'a> {
    /// Returns whether it logs what it caught as an error, with the error.
    pub(in crate::model) fn logs_error(&self) -> bool {
        let context = &self.analysis.context;
        self.logs().any(|(site, spec)| {
            self.carries_error(site, spec) && matches!(level(context, site.node, spec), "error" | "fatal")
        })
    }

    /// Whether a log call says that something failed: a warning or worse, wherever the handler goes.
    pub(super) fn reports(&self, site: &CallSite<'_>, spec: &LoggerSpec) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let is_direct = syntax.node(statement_of(context, site.node)).parent == self.body;
        is_direct && matches!(level(context, site.node, spec), "warn" | "error" | "fatal")
    }

    pub(super) fn logs(&self) -> impl Iterator<Item = (&'a CallSite<'a>, &'a LoggerSpec)> {
        let syntax = self.analysis.context.syntax();
        self.analysis.sites.iter().filter(|site| syntax.contains(self.body, site.node)).filter_map(|site| {
            site.meanings.iter().find_map(|meaning| match meaning {
                Meaning::Logger(spec) => Some((site, &**spec)),
                _ => None,
            })
        })
    }

    /// The error, or one being handled further out, is passed on.
    pub(super) fn uses_error_outside(&self, logs: &[(&CallSite<'_>, &LoggerSpec)]) -> bool {
        let syntax = self.analysis.context.syntax();
        let errors = self.errors_at_hand();
        syntax.subtree(self.body).any(|id| {
            matches!(syntax.kind(id), Kind::Name)
                && errors.contains(&syntax.node(id).symbol)
                && !logs.iter().any(|(site, _)| syntax.contains(site.node, id))
        })
    }

    fn errors_at_hand(&self) -> Vec<u32> {
        self.binding.into_iter().chain(self.outer().filter_map(|outer| outer.binding)).collect()
    }

    /// Something there yields or shows the error being handled, without naming it. Names speak only for what
    /// resolution knows nothing of.
    pub(super) fn shows_error(&self, within: NodeId, except: &[(&CallSite<'_>, &LoggerSpec)]) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        syntax.subtree(within).any(|id| {
            let callee = match syntax.kind(id) {
                Kind::Call => syntax.part(id, Part::Callee),
                Kind::Member => Some(id),
                _ => None,
            };
            let Some(callee) = callee.filter(|callee| *callee != within && id != within) else {
                return false;
            };
            if except.iter().any(|(site, _)| syntax.contains(site.node, id)) {
                return false;
            }
            let name = syntax.name(callee).to_ascii_lowercase();
            match context.value(callee) {
                Value::Path(path) if syntax.kind(id) == Kind::Call => {
                    context.knowledge.is_current_error(&format!("{path}()"))
                }
                Value::Path(path) => context.knowledge.is_current_error(&path),
                _ => {
                    syntax.kind(id) == Kind::Call
                        && ["exc", "traceback", "stack"].iter().any(|word| name.contains(word))
                }
            }
        })
    }

    /// Returns whether a call names the error, yields it or shows it.
    pub(in crate::model) fn names_error(&self, call: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let errors = self.errors_at_hand();
        let is_error = |id: NodeId| syntax.kind(id) == Kind::Name && errors.contains(&syntax.node(id).symbol);
        syntax.subtree(call).any(is_error) || self.shows_error(call, &[])
    }

    pub(super) fn carries_error(&self, site: &CallSite<'_>, spec: &LoggerSpec) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let errors = self.errors_at_hand();
        let mentions = syntax
            .subtree(site.node)
            .any(|id| syntax.kind(id) == Kind::Name && errors.contains(&syntax.node(id).symbol))
            || syntax.subtree(site.node).any(|id| is_error_name(context, id));
        let is_error = |id: NodeId| {
            let value = context.value(id);
            value.path().is_some_and(|path| context.knowledge.exception(path).is_some())
        };
        let given = context.arguments(site.node).into_iter();
        let by_type = given
            .skip(1)
            .any(|argument| syntax.kind(argument.value) == Kind::Name && is_error(argument.value));
        let mentions = mentions || by_type;
        let attached = attaches_error(context, site.node, spec);
        spec.carries_error || mentions || attached || self.shows_error(site.node, &[])
    }
}
