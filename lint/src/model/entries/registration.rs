//! What a registration registers: the decorated function, functions given as arguments, the methods of a class.

use super::EntryPoint;
use super::handler::handler_value;
use super::idle::{does_nothing, hands_back};
use crate::facts::FileId;
use crate::knowledge::{EntryPointSpec, SelectorKey};
use crate::language::Receiver;
use crate::model::call_sites::CallSite;
use crate::model::callers::named_function;
use crate::model::context::FileContext;
use crate::model::outbound::built;
use crate::model::span_search::{WRAPPER_DEPTH, methods_of, span_in, span_in_expression};
use crate::resolve::Value;
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part};
use std::sync::Arc;

/// A call, or a decorator, that registers handlers.
pub(super) struct Registration<'a, 'b> {
    pub(super) context: &'a FileContext<'a>,
    pub(super) site: &'a CallSite<'b>,
    pub(super) spec: &'a Arc<EntryPointSpec>,
}

impl Registration<'_, '_> {
    /// Returns the handlers it registers.
    pub(super) fn entry_points(&self) -> Vec<EntryPoint> {
        let spec = self.spec;
        if spec.handler.is_word("decorated") {
            return self.decorated().map_or_else(Vec::new, |id| {
                self.handler(&Value::Definition(self.context.file, id), id, true)
            });
        }
        if spec.handler.is_word("enclosing") {
            return self.enclosing().into_iter().collect();
        }
        let handlers: Vec<NodeId> = match spec.handler.0.as_slice() {
            [SelectorKey::Name(word)] if word == "rest" || word == "all" => self
                .context
                .arguments(self.site.node)
                .into_iter()
                .skip(usize::from(self.spec.handler.is_word("rest")))
                .map(|argument| argument.value)
                .collect(),
            _ => self.context.select_all(self.site.node, &spec.handler),
        };
        handlers.into_iter().flat_map(|handler| self.registered(handler)).collect()
    }

    /// Returns what serves by a decorator that stands elsewhere.
    pub(super) fn serving(&self, target: &Value) -> Vec<EntryPoint> {
        self.handler(target, self.site.node, true)
    }

    /// The function or class that the registration decorates.
    fn decorated(&self) -> Option<NodeId> {
        let syntax = self.context.syntax();
        let decorator = self.site.node;
        if syntax.node(decorator).part != Part::Decorator {
            return None;
        }
        syntax.part(syntax.node(decorator).parent, Part::Definition)
    }

    fn enclosing(&self) -> Option<EntryPoint> {
        let function = self.context.function_of(self.site.node)?;
        if hands_back(self.context, self.site.node, function) {
            return None;
        }
        let name = self.context.syntax().name(function).to_owned();
        let range = self.range();
        Some(self.entry(self.context.file, range, name, span_in(self.context, function, WRAPPER_DEPTH)))
    }

    /// Where the registration stands: in a chain over several lines, from its own method on.
    fn range(&self) -> TextRange {
        let syntax = self.context.syntax();
        let whole = syntax.node(self.site.node).range;
        let is_of_call = |callee: &NodeId| {
            syntax.part(*callee, Part::Base).is_some_and(|base| syntax.kind(base) == Kind::Call)
        };
        let chained = syntax.part(self.site.node, Part::Callee).filter(is_of_call);
        let own = chained.map_or(whole.start, |callee| syntax.name_range(callee).start);
        let is_further_down = syntax.file.text(TextRange::new(whole.start, own)).contains('\n');
        if is_further_down { TextRange::new(own, whole.end) } else { whole }
    }

    /// A handler given as an argument.
    fn registered(&self, argument: NodeId) -> Vec<EntryPoint> {
        // No handler stands for the default router, whose registrations count by themselves.
        if self.context.syntax().kind(argument) == Kind::Null {
            return Vec::new();
        }
        let target = match self.own_object(argument) {
            Some(object) => object,
            None => handler_value(self.context, argument, 0),
        };
        if matches!(target, Value::Path(_)) {
            // A library's own handler: metrics pages, profilers, files, mounted routers.
            return Vec::new();
        }
        self.handler(&target, argument, false)
    }

    /// Where every method of an object serves, what it is made with serves nothing.
    fn own_object(&self, argument: NodeId) -> Option<Value> {
        let is_object = self.context.syntax().kind(argument) == Kind::Construct;
        let value = (is_object && self.is_any_method()).then(|| self.context.value(argument))?;
        matches!(value, Value::Definition(..) | Value::Instance(..)).then_some(value)
    }

    fn is_any_method(&self) -> bool {
        self.spec.methods.iter().any(|known| known == "*")
    }

    fn handler(&self, target: &Value, argument: NodeId, is_decorated: bool) -> Vec<EntryPoint> {
        let context = self.context;
        let wrapped = span_in_expression(context, self.site.node, WRAPPER_DEPTH);
        match target {
            Value::Definition(file, id) | Value::Instance(file, id) => {
                let Some(other) = context.at(*file) else { return Vec::new() };
                if other.syntax().kind(*id) == Kind::Class {
                    return self.methods(&other, *id, wrapped, is_decorated);
                }
                // A handler without a body is there for its route alone, or promises what a class does.
                let body = other.syntax().part(*id, Part::Body);
                if body.is_none() && other.habits().implicit_receiver {
                    return Vec::new();
                }
                if body.is_some_and(|body| does_nothing(&other, body)) {
                    return Vec::new();
                }
                let evidence = wrapped.or_else(|| span_in(&other, *id, WRAPPER_DEPTH));
                let is_written_here = *file == context.file && context.syntax().contains(self.site.node, *id);
                let name = match named_function(other.parsed, *id) {
                    name if !name.is_empty() && !is_written_here => name.to_owned(),
                    _ => self.registered_by(),
                };
                let place = if is_decorated {
                    (*file, other.syntax().name_range(*id))
                } else {
                    (context.file, self.range())
                };
                vec![self.entry(place.0, place.1, name, evidence)]
            }
            _ => {
                let range = self.range();
                let inside = span_in_expression(context, argument, WRAPPER_DEPTH);
                vec![self.entry(context.file, range, context.excerpt(argument), wrapped.or(inside))]
            }
        }
    }

    /// What stands for a function without a name: the call that registers it.
    fn registered_by(&self) -> String {
        let syntax = self.context.syntax();
        let callee = syntax.part(self.site.node, Part::Callee).unwrap_or(self.site.node);
        self.context.excerpt(callee)
    }

    /// Where the handler is a class, its serving methods are the entry points.
    fn methods(
        &self,
        context: &FileContext<'_>,
        class: NodeId,
        wrapped: Option<(FileId, TextRange)>,
        is_decorated: bool,
    ) -> Vec<EntryPoint> {
        let here = (self.context.file, self.range());
        // Where every method is an operation of its own, its name says enough; verbs need their class.
        let is_named_well = self.is_any_method();
        let mut found = Vec::new();
        for (file, method) in methods_of(context, class) {
            let Some(other) = context.at(file) else { continue };
            let name = other.syntax().name(method);
            if !self.serves(&other, method, name) {
                continue;
            }
            let evidence = wrapped.or_else(|| span_in(&other, method, WRAPPER_DEPTH));
            let (file, range) = if is_decorated { (file, other.syntax().name_range(method)) } else { here };
            let name = if is_named_well {
                name.to_owned()
            } else {
                format!("{}.{name}", context.syntax().name(class))
            };
            found.push(self.entry(file, range, name, evidence));
        }
        found.sort_by(|left, right| (left.range, &left.name).cmp(&(right.range, &right.name)));
        found
    }

    fn serves(&self, context: &FileContext<'_>, method: NodeId, name: &str) -> bool {
        let declares_receiver = context.syntax().part(method, Part::Receiver).is_some();
        let is_public = match &context.habits().public_word {
            Some(word) => says(context, method, word),
            None if declares_receiver => name.starts_with(char::is_uppercase),
            None => !name.starts_with('_'),
        };
        let declared = context.syntax().parts(method, Part::Parameter).count();
        // A static method of a language whose first parameter is the receiver has none.
        let counts_receiver = context.habits().receiver == Receiver::FirstParameter;
        let parameters = declared.saturating_sub(usize::from(counts_receiver && !declares_receiver));
        let by_name = self.spec.methods.iter().any(|known| known == name || (known == "*" && is_public));
        let takes = |parameter: NodeId| {
            let r#type = context.syntax().part(parameter, Part::Type);
            let value = r#type.map(|r#type| context.resolver.instance_of(context.file, r#type));
            let path = value.as_ref().and_then(Value::path);
            path.is_some_and(|path| self.spec.takes.iter().any(|known| known == path))
        };
        let has_input =
            self.spec.takes.is_empty() || context.syntax().parts(method, Part::Parameter).any(takes);
        by_name
            && has_input
            && (self.spec.parameters.is_empty() || self.spec.parameters.contains(&parameters))
    }

    fn entry(
        &self,
        file: FileId,
        range: TextRange,
        name: String,
        evidence: Option<(FileId, TextRange)>,
    ) -> EntryPoint {
        let route = self.context.select(self.site.node, &self.spec.route);
        let route = route.and_then(|route| self.context.constant_text(route)).unwrap_or_default();
        let router = self.context.select(self.site.node, &self.spec.router);
        let router = router.and_then(|router| built(self.context, router));
        let is_of_health = self.is_of_health();
        EntryPoint { file, range, spec: Arc::clone(self.spec), name, route, evidence, router, is_of_health }
    }
}

/// Whether a word stands before a function's name.
fn says(context: &FileContext<'_>, function: NodeId, word: &str) -> bool {
    let syntax = context.syntax();
    let before = syntax.text(function).split(syntax.name(function)).next().unwrap_or_default();
    before.split_whitespace().any(|known| known == word)
}
