//! Handled errors: what a handler does with what it caught, and error paths that leave no trace in a span.

use super::call_sites::CallSite;
use super::context::FileContext;
use super::file::Analysis;
use super::flow::Duty;
use super::logs::attaches_error;
use super::spans::{Start, low_if};
use crate::diagnostic::Confidence;
use crate::facts::Fact;
use crate::knowledge::{LoggerSpec, Meaning};
use crate::resolve::Value;
use crate::source::TextRange;
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Collects `catch` facts.
pub(super) fn facts(analysis: &Analysis<'_>, facts: &mut Vec<Fact>) {
    let syntax = analysis.context.syntax();
    for id in 0..syntax.nodes().len() as NodeId {
        let handler = match syntax.kind(id) {
            Kind::Catch => Handler::catch(analysis, id),
            Kind::Branch => Handler::check(analysis, id),
            Kind::Assign => {
                facts.extend(discard(&analysis.context, id));
                None
            }
            _ => None,
        };
        facts.extend(handler.map(|handler| handler.fact()));
    }
}

/// A place that handles an error.
struct Handler<'a> {
    analysis: &'a Analysis<'a>,
    node: NodeId,
    body: NodeId,
    /// The name that holds the error.
    binding: Option<u32>,
    caught: &'static str,
    name: String,
    form: &'static str,
}

impl<'a> Handler<'a> {
    fn catch(analysis: &'a Analysis<'a>, node: NodeId) -> Option<Self> {
        let syntax = analysis.context.syntax();
        let caught_as = syntax.part(node, Part::CaughtAs);
        let types = syntax
            .part(node, Part::Caught)
            .or_else(|| caught_as.and_then(|assign| syntax.part(assign, Part::Value)));
        let binding = caught_as
            .and_then(|assign| syntax.part(assign, Part::Target))
            .or_else(|| syntax.part(node, Part::Binding));
        Some(Self {
            analysis,
            node,
            body: syntax.part(node, Part::Body)?,
            binding: binding.map(|name| syntax.node(name).symbol),
            caught: caught_class(&analysis.context, node, types),
            name: types.map_or_else(String::new, |types| analysis.context.excerpt(types)),
            form: "handler",
        })
    }

    /// `if err != nil { … }`, in whatever syntax.
    fn check(analysis: &'a Analysis<'a>, node: NodeId) -> Option<Self> {
        let context = &analysis.context;
        let syntax = context.syntax();
        let condition = syntax.part(node, Part::Condition).filter(|id| syntax.kind(*id) == Kind::Compare)?;
        let mut sides = syntax.children(condition);
        let (left, right) = (sides.next()?, sides.next()?);
        let is_error = syntax.kind(left) == Kind::Name && syntax.kind(right) == Kind::Null;
        if !is_error || !is_error_name(context, left) || syntax.operator(left, right) != "!=" {
            return None;
        }
        Some(Self {
            analysis,
            node,
            body: syntax.part(node, Part::Then)?,
            binding: Some(syntax.node(left).symbol),
            caught: "blanket",
            name: syntax.name(left).to_owned(),
            form: "check",
        })
    }

    fn fact(&self) -> Fact {
        let context = &self.analysis.context;
        let (body, confidence) = self.body_class();
        let fields = vec![
            ("caught", self.caught.into()),
            ("form", self.form.into()),
            ("body", body.into()),
            ("name", self.name.clone().into()),
            ("callee", String::new().into()),
        ];
        let mut fact = context.fact("catch", self.node, fields);
        let syntax = context.syntax();
        fact.range.end = syntax.node(self.body).range.start.max(fact.range.start + 1);
        fact.confidence = confidence;
        fact
    }

    fn body_class(&self) -> (&'static str, Confidence) {
        let syntax = self.analysis.context.syntax();
        let statements: Vec<NodeId> = syntax.children(self.body).collect();
        let is_continue = |id: &NodeId| syntax.kind(*id) == Kind::Continue;
        if statements.iter().all(|id| self.does_nothing(*id) || is_continue(id)) {
            let comment = has_comment(&self.analysis.context, syntax.node(self.node).range);
            // Skipping a bad item is how a check is often meant; skipping in a handler hides what was raised.
            let confidence = low_if(self.form == "check" && statements.iter().any(|id| is_continue(id)));
            return (if comment { "comment" } else { "nothing" }, confidence);
        }
        let logs: Vec<(&CallSite<'_>, &LoggerSpec)> = self.logs().collect();
        if self.raises() || self.uses_error_outside(&logs) {
            return ("handled", Confidence::High);
        }
        if !logs.is_empty() {
            let with_error = logs.iter().any(|(site, spec)| self.carries_error(site, spec));
            return (if with_error { "logs-error" } else { "logs-without-error" }, Confidence::High);
        }
        if self.form == "check" {
            self.check_outcome()
        } else {
            (self.handler_outcome(&statements), Confidence::High)
        }
    }

    fn does_nothing(&self, id: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let is_text = |child: NodeId| matches!(syntax.kind(child), Kind::String | Kind::Null);
        match syntax.kind(id) {
            Kind::Nothing => true,
            Kind::Expression => syntax.children(id).all(is_text),
            _ => false,
        }
    }

    fn logs(&self) -> impl Iterator<Item = (&'a CallSite<'a>, &'a LoggerSpec)> {
        let syntax = self.analysis.context.syntax();
        self.analysis.sites.iter().filter(|site| syntax.contains(self.body, site.node)).filter_map(|site| {
            site.meanings.iter().find_map(|meaning| match meaning {
                Meaning::Logger(spec) => Some((site, &**spec)),
                _ => None,
            })
        })
    }

    fn raises(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        syntax.own(self.body).any(|id| syntax.kind(id) == Kind::Raise)
    }

    fn uses_error_outside(&self, logs: &[(&CallSite<'_>, &LoggerSpec)]) -> bool {
        let Some(binding) = self.binding else { return false };
        let syntax = self.analysis.context.syntax();
        syntax.subtree(self.body).any(|id| {
            matches!(syntax.kind(id), Kind::Name)
                && syntax.node(id).symbol == binding
                && !logs.iter().any(|(site, _)| syntax.contains(site.node, id))
        })
    }

    fn carries_error(&self, site: &CallSite<'_>, spec: &LoggerSpec) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let mentions = self.binding.is_some_and(|binding| {
            syntax
                .subtree(site.node)
                .any(|id| syntax.kind(id) == Kind::Name && syntax.node(id).symbol == binding)
        });
        let attached = attaches_error(context, site.node, spec);
        // Calls inside the message, such as formatting the current traceback, carry it too.
        let formats = syntax.subtree(site.node).any(|id| id != site.node && syntax.kind(id) == Kind::Call);
        spec.carries_error || mentions || attached || formats
    }

    /// A blanket handler loses the error where it only sets or returns what takes no call to make.
    fn handler_outcome(&self, statements: &[NodeId]) -> &'static str {
        let syntax = self.analysis.context.syntax();
        let loses = statements.iter().all(|id| {
            let is_default = matches!(
                syntax.kind(*id),
                Kind::Return | Kind::Assign | Kind::Expression | Kind::Nothing | Kind::Continue
            );
            let calls = syntax
                .subtree(*id)
                .any(|inner| matches!(syntax.kind(inner), Kind::Call | Kind::Await | Kind::Yield));
            is_default && !calls
        });
        if loses { "default" } else { "handled" }
    }

    /// A check loses the error where the function could return one and returns none.
    fn check_outcome(&self) -> (&'static str, Confidence) {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(function) = context.function_of(self.node) else { return ("handled", Confidence::High) };
        let does_more = syntax.subtree(self.body).any(|id| {
            matches!(
                syntax.kind(id),
                Kind::Call | Kind::Assign | Kind::Update | Kind::Send | Kind::Branch | Kind::Loop
            )
        });
        let exits: Vec<NodeId> =
            syntax.own(self.body).filter(|id| syntax.kind(*id) == Kind::Return).collect();
        let drops =
            |exit: &NodeId| syntax.children(*exit).last().is_some_and(|last| syntax.kind(last) == Kind::Null);
        if !does_more && !exits.is_empty() && returns_error(context, function) && exits.iter().all(drops) {
            return ("default", Confidence::High);
        }
        ("handled", Confidence::High)
    }
}

/// Whether a function's last result is an error.
fn returns_error(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let last = syntax.parts(function, Part::Result).last();
    let r#type = last.map(|result| syntax.part(result, Part::Type).unwrap_or(result));
    let habits = &context.resolver.project.language(context.file).habits;
    r#type.is_some_and(|r#type| habits.error_type.as_deref() == Some(syntax.text(r#type)))
}

fn is_error_name(context: &FileContext<'_>, name: NodeId) -> bool {
    let text = context.syntax().name(name);
    let lower = text.to_ascii_lowercase();
    context.resolver.project.language(context.file).habits.error_type.is_some()
        && (lower.starts_with("err") || lower.ends_with("err"))
}

fn caught_class(context: &FileContext<'_>, catch: NodeId, types: Option<NodeId>) -> &'static str {
    let syntax = context.syntax();
    let Some(types) = types else { return "blanket" };
    if only_imports(context, catch) {
        return "optional-import";
    }
    let listed: Vec<NodeId> = match syntax.kind(types) {
        Kind::Collection => syntax.children(types).collect(),
        _ => vec![types],
    };
    let class_of = |id: &NodeId| match context.value(*id) {
        Value::Path(path) => context.knowledge.exception(&path).unwrap_or("typed"),
        _ => "typed",
    };
    let classes: Vec<&str> = listed.iter().map(class_of).collect();
    let all = |class: &str| !classes.is_empty() && classes.iter().all(|found| *found == class);
    if classes.contains(&"blanket") {
        "blanket"
    } else if all("optional-import") {
        "optional-import"
    } else if all("control-flow") {
        "control-flow"
    } else {
        "typed"
    }
}

/// The guarded block does nothing but import.
fn only_imports(context: &FileContext<'_>, catch: NodeId) -> bool {
    let syntax = context.syntax();
    let body = syntax.part(syntax.node(catch).parent, Part::Body);
    body.is_some_and(|body| {
        syntax.children(body).any(|id| syntax.kind(id) == Kind::Import)
            && syntax
                .children(body)
                .all(|id| matches!(syntax.kind(id), Kind::Import | Kind::Assign | Kind::Expression))
    })
}

/// Whether people are told something between the start of a node and the end of its last line. Directives to
/// tools tell people nothing.
fn has_comment(context: &FileContext<'_>, range: TextRange) -> bool {
    let syntax = context.syntax();
    let file = &syntax.file;
    let last_line = file.line_of(range.end.saturating_sub(1));
    let end = file.line_range(last_line).end;
    explains(context, TextRange::new(range.start, end))
}

fn explains(context: &FileContext<'_>, range: TextRange) -> bool {
    let syntax = context.syntax();
    let habits = &context.resolver.project.language(context.file).habits;
    let first = syntax.comments.partition_point(|comment| comment.end <= range.start);
    let inside = syntax.comments[first..].iter().take_while(|comment| comment.start < range.end);
    inside.map(|comment| syntax.file.text(*comment)).any(|text| {
        let words = text.trim_start_matches(['#', '/', '*', ' ', '\t', '-', '!']).trim();
        let hashed = text.trim_start_matches(['/', '*', ' ']);
        let directs = habits
            .directives
            .iter()
            .any(|directive| words.starts_with(directive.as_str()) || hashed.starts_with(directive.as_str()));
        !words.is_empty() && !directs
    })
}

/// `_ = f()` where `f` is known to fail.
fn discard(context: &FileContext<'_>, assign: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    let mut targets = syntax.parts(assign, Part::Target).peekable();
    targets.peek()?;
    let call = syntax.part(assign, Part::Value).filter(|id| syntax.kind(*id) == Kind::Call)?;
    if !targets.all(|target| syntax.kind(target) == Kind::Name && syntax.name(target) == "_") {
        return None;
    }
    let callee = syntax.part(call, Part::Callee)?;
    let is_cleanup = syntax.enclosing(assign, &[Kind::Defer]).is_some();
    if is_cleanup || !is_fallible(context, callee) {
        return None;
    }
    let line = syntax.file.line_of(syntax.node(assign).range.start);
    let from = syntax.file.line_range(line.saturating_sub(1).max(1)).start;
    let explained = explains(context, TextRange::new(from, syntax.file.line_range(line).end));
    let fields = vec![
        ("caught", "blanket".into()),
        ("form", "discard".into()),
        ("body", if explained { "comment" } else { "nothing" }.into()),
        ("name", String::new().into()),
        ("callee", context.excerpt(callee).into()),
    ];
    Some(context.fact("catch", assign, fields))
}

fn is_fallible(context: &FileContext<'_>, callee: NodeId) -> bool {
    match context.value(callee) {
        Value::Path(path) => context
            .knowledge
            .meanings(&path)
            .iter()
            .any(|meaning| matches!(meaning, Meaning::Fallible(false))),
        Value::Definition(file, function) => context.at(file).is_some_and(|other| {
            let name = other.syntax().name(function).to_ascii_lowercase();
            let habits = &context.resolver.project.language(file).habits;
            let is_cleanup = habits.clean_up.iter().any(|word| name.starts_with(word.as_str()));
            other.syntax().kind(function) == Kind::Function && !is_cleanup && returns_error(&other, function)
        }),
        _ => false,
    }
}

/// Collects error paths inside a span that neither record the error nor set a status.
pub(super) fn error_paths(analysis: &Analysis<'_>, start: &Start<'_>) -> Vec<Fact> {
    if start.is_scoped { caught_in_scope(analysis, start) } else { returned_errors(analysis, start) }
}

fn caught_in_scope(analysis: &Analysis<'_>, start: &Start<'_>) -> Vec<Fact> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let region = syntax.enclosing(start.call, &[Kind::With, Kind::Decorated]).unwrap_or(start.call);
    let handlers = syntax.subtree(region).filter(|id| syntax.kind(*id) == Kind::Catch);
    let handlers =
        handlers.filter_map(|id| Handler::catch(analysis, id)).filter(|handler| handler.caught == "blanket");
    handlers.filter_map(|handler| unrecorded(analysis, start, &handler)).collect()
}

fn unrecorded(analysis: &Analysis<'_>, start: &Start<'_>, handler: &Handler<'_>) -> Option<Fact> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let records = analysis.sites.iter().any(|site| {
        syntax.contains(handler.body, site.node)
            && site.meanings.iter().any(|meaning| matches!(meaning, Meaning::SpanError))
    });
    // What the handler raises escapes through the span, which records it.
    if records || (handler.raises() && start.spec.records_errors) || passes_span(context, start, handler.body)
    {
        return None;
    }
    let mut fact = context.fact(
        "error-path",
        handler.node,
        vec![("name", start.name().into()), ("recorded", "no".into())],
    );
    fact.range.end = syntax.node(handler.body).range.start.max(fact.range.start + 1);
    let entered_at = syntax.node(start.call).range;
    fact.related.push((context.file, entered_at, "the span starts here".to_owned()));
    Some(fact)
}

/// The span is passed to some function there, which may record on it.
fn passes_span(context: &FileContext<'_>, start: &Start<'_>, body: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(variable) = start.variable else { return false };
    let symbol = syntax.node(variable).symbol;
    syntax.subtree(body).any(|id| {
        let node = syntax.node(id);
        node.kind == Kind::Name && node.symbol == symbol && node.part == Part::Argument
    })
}

fn returned_errors(analysis: &Analysis<'_>, start: &Start<'_>) -> Vec<Fact> {
    let context = &analysis.context;
    let syntax = context.syntax();
    let Some(variable) = start.variable.filter(|id| syntax.kind(*id) == Kind::Name) else {
        return Vec::new();
    };
    let function = syntax.node(variable).function;
    if function == NONE || !returns_error(context, function) {
        return Vec::new();
    }
    let mut done = start.calls_on(variable, &|meaning| matches!(meaning, Meaning::SpanError));
    let symbol = syntax.node(variable).symbol;
    let passed = syntax.subtree(function).filter(|id| {
        let node = syntax.node(*id);
        node.kind == Kind::Name && node.symbol == symbol && node.part == Part::Argument && *id > variable
    });
    done.extend(passed);
    done.sort_unstable();
    let open = Duty { syntax, done, asks: &|_| false }.open_exits(start.statement);
    let exits = open.exits.into_iter().filter(|exit| syntax.kind(*exit) == Kind::Return);
    exits.filter_map(|exit| returned_error(context, start, exit)).collect()
}

fn returned_error(context: &FileContext<'_>, start: &Start<'_>, exit: NodeId) -> Option<Fact> {
    let syntax = context.syntax();
    let last = syntax.children(exit).last()?;
    let in_check = syntax
        .enclosing(exit, &[Kind::Branch, Kind::Function])
        .is_some_and(|outer| syntax.kind(outer) == Kind::Branch);
    let confidence = match syntax.kind(last) {
        Kind::Name if is_error_name(context, last) => low_if(!in_check),
        Kind::Call if in_check => {
            let mentions = context.arguments(last).iter().any(|argument| {
                syntax.kind(argument.value) == Kind::Name && is_error_name(context, argument.value)
            });
            low_if(!mentions)
        }
        _ => return None,
    };
    let mut fact =
        context.fact("error-path", exit, vec![("name", start.name().into()), ("recorded", "no".into())]);
    fact.confidence = confidence;
    fact.related.push((context.file, syntax.node(start.call).range, "the span starts here".to_owned()));
    Some(fact)
}
