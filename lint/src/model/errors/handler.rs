//! One place that handles an error, and what it does with it.

use super::conversion::stays;
use super::patterns::Taken;
use super::waited::is_for_peer;
use super::{caught, checked_error};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::LoggerSpec;
use crate::model::call_sites::CallSite;
use crate::model::file::Analysis;
use crate::model::logs::is_sink;
use crate::model::spans::low_if;
use crate::syntax::{Kind, NodeId, Part};

/// A place that handles an error.
pub(in crate::model) struct Handler<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    /// The handler.
    pub(in crate::model) node: NodeId,
    /// What it does.
    pub(in crate::model) body: NodeId,
    /// The name that holds the error.
    pub(super) binding: Option<u32>,
    pub(super) types: Option<NodeId>,
    /// `blanket`, `typed`, `control-flow` or `optional-import`.
    pub(in crate::model) caught: &'static str,
    /// Whether what it catches is raised for an ordinary answer rather than for a failure.
    pub(in crate::model) is_answer: bool,
    pub(super) name: String,
    pub(super) form: &'static str,
}

impl<'a> Handler<'a> {
    /// Reads a catch clause.
    pub(in crate::model) fn catch(analysis: &'a Analysis<'a>, node: NodeId) -> Option<Self> {
        let syntax = analysis.context.syntax();
        let caught_as = syntax.part(node, Part::CaughtAs);
        let types = syntax
            .part(node, Part::Caught)
            .or_else(|| caught_as.and_then(|assign| syntax.part(assign, Part::Value)));
        let binding = caught_as
            .and_then(|assign| syntax.part(assign, Part::Target))
            .or_else(|| syntax.part(node, Part::Binding));
        let (caught, is_answer) = caught::class(&analysis.context, node, types);
        Some(Self {
            analysis,
            node,
            body: syntax.part(node, Part::Body)?,
            binding: binding.map(|name| syntax.node(name).symbol),
            types,
            caught,
            is_answer,
            name: types.map_or_else(String::new, |types| analysis.context.excerpt(types)),
            form: "handler",
        })
    }

    /// A function for what failed; `node` is what it is given to.
    pub(super) fn of_function(
        analysis: &'a Analysis<'a>,
        node: NodeId,
        body: NodeId,
        binding: Option<u32>,
    ) -> Self {
        Self {
            analysis,
            node,
            body,
            binding,
            types: None,
            caught: "blanket",
            is_answer: false,
            name: String::new(),
            form: "rejection",
        }
    }

    /// Reads `if err != nil { … }`, in whatever syntax.
    pub(in crate::model) fn check(analysis: &'a Analysis<'a>, node: NodeId) -> Option<Self> {
        if let Some(taken) = Self::taken(analysis, node) {
            return Some(taken);
        }
        let context = &analysis.context;
        let syntax = context.syntax();
        let error = checked_error(context, syntax.part(node, Part::Condition)?)?;
        Some(Self {
            analysis,
            node,
            body: syntax.part(node, Part::Then)?,
            binding: Some(syntax.node(error).symbol),
            types: None,
            caught: "blanket",
            is_answer: false,
            name: syntax.name(error).to_owned(),
            form: "check",
        })
    }

    /// Returns the `catch` fact.
    pub(super) fn fact(&self) -> Fact {
        let context = &self.analysis.context;
        let (body, confidence) = self.body_class();
        let mut fields = vec![
            ("caught", self.caught.into()),
            ("form", self.form.into()),
            ("body", body.into()),
            ("name", self.name.clone().into()),
            ("callee", String::new().into()),
        ];
        fields.extend(self.stakes(body));
        let mut fact = context.fact("catch", self.node, fields);
        let syntax = context.syntax();
        fact.range.start = self.start();
        fact.range.end = syntax.node(self.body).range.start.max(fact.range.start + 1);
        fact.confidence = confidence;
        fact
    }

    /// Where it starts: of a chain of calls, its own link.
    pub(super) fn start(&self) -> u32 {
        let syntax = self.analysis.context.syntax();
        match syntax.part(self.node, Part::Callee) {
            Some(callee) if self.form == "rejection" => syntax.node(callee).name_start,
            _ => syntax.node(self.node).range.start,
        }
    }

    /// Returns whether it does nothing at all.
    pub(in crate::model) fn is_empty(&self) -> bool {
        matches!(self.body_class().0, "nothing" | "comment")
    }

    fn body_class(&self) -> (&'static str, Confidence) {
        let syntax = self.analysis.context.syntax();
        let is_taken = Taken::at(&self.analysis.context, self.node).is_some();
        let statements: Vec<NodeId> = match syntax.kind(self.body) {
            // An expression that is all there is.
            kind if is_taken && kind != Kind::Block => vec![self.body],
            _ => syntax.children(self.body).collect(),
        };
        let is_continue = |id: &NodeId| syntax.kind(*id) == Kind::Continue;
        if statements.iter().all(|id| self.does_nothing(*id) || is_continue(id))
            || self.leaves_unheard(&statements)
        {
            let comment = self.is_explained();
            // Skipping a bad item is how a check is often meant; skipping in a handler hides what was raised.
            let skips = self.form == "check" && statements.iter().any(is_continue);
            // Who names what is caught has decided something; who catches everything has not.
            let decided = match self.form {
                "handler" | "rejection" => self.caught == "typed" || self.is_often_meant(),
                _ => {
                    is_taken && (self.caught == "typed" || !self.takes_from_fallible(&self.analysis.context))
                }
            };
            return (if comment { "comment" } else { "nothing" }, low_if(skips || decided));
        }
        let logs: Vec<(&CallSite<'_>, &LoggerSpec)> = self.logs().collect();
        if self.raises() || self.uses_error_outside(&logs) || self.shows_error(self.body, &logs) {
            return ("handled", Confidence::High);
        }
        if !logs.is_empty() {
            let with_error = logs.iter().any(|(site, spec)| self.carries_error(site, spec));
            let doubtful = !logs.iter().any(|(site, spec)| self.reports(site, spec))
                || self.is_explained()
                || self.is_aside()
                || self.guards_at_hand()
                || self.is_told_elsewhere()
                || logs.iter().any(|(site, _)| site.is_guessed || self.shows_what_failed(site.node));
            let says_nothing =
                || is_taken && (self.only_converts() || !self.takes_from_fallible(&self.analysis.context));
            let is_meant =
                self.form == "check" && (self.is_customary() || self.converts_in_name() || says_nothing());
            let confidence = low_if(doubtful || is_meant);
            return (if with_error { "logs-error" } else { "logs-without-error" }, confidence);
        }
        if is_taken {
            self.taken_outcome()
        } else if self.form == "check" {
            self.check_outcome()
        } else {
            self.handler_outcome(&statements)
        }
    }

    fn does_nothing(&self, id: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let is_text = |child: NodeId| matches!(syntax.kind(child), Kind::String | Kind::Null);
        match syntax.kind(id) {
            Kind::Nothing => true,
            Kind::Null => id == self.body,
            Kind::Expression => syntax.children(id).all(is_text),
            _ => false,
        }
    }

    /// Returns whether it raises something itself.
    pub(in crate::model) fn raises(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        syntax.own(self.body).any(|id| syntax.kind(id) == Kind::Raise)
    }

    /// Whether what failed only converts or looks at what is at hand, itself or by functions of the run, or says that the
    /// other side is gone.
    fn only_converts(&self) -> bool {
        let context = &self.analysis.context;
        let tells_of_end = |call: NodeId| {
            let callee = context.syntax().part(call, Part::Callee);
            callee.is_some_and(|callee| is_for_peer(context, callee))
        };
        let says_nothing =
            |call: NodeId| stays(context, call) || (tells_of_end(call) && !self.takes_from_fallible(context));
        self.failed().is_some_and(says_nothing)
    }

    /// Returns whether it names only exceptions of this run, or of libraries that nothing is known of: those often
    /// say no more than what the answer is.
    pub(in crate::model) fn catches_own(&self) -> bool {
        let context = &self.analysis.context;
        self.caught == "typed" && !self.types.is_some_and(|types| caught::is_of_known_library(context, types))
    }

    /// Whether doing nothing is often what is right: what was to be taken down is down, what was looked up is not
    /// there, what was converted is of another form and nothing depends on it.
    fn is_often_meant(&self) -> bool {
        let context = &self.analysis.context;
        self.guards_clean_up()
            || self.is_in_shut_down()
            || self.is_named_for_answer() && !self.calls_out()
            || self.is_aside()
            || self.lets_conversion_fail()
            || self.guards_at_hand()
            || self.is_told_elsewhere()
            || is_sink(&self.analysis.context, self.node)
            || self.tries_in_turn()
            || self.has_second_way()
            || self.catches_own()
            || self.leaves_answer()
            || self.does_likewise()
            || self.precedes_raise()
            || (self.is_answer && !caught::loses_effect(context, self.node, self.types))
    }
}
