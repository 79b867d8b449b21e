//! Parameters: their arguments, where every call is in sight; what the outside sends, where a library says so.

use super::paths::known_path;
use super::reach::Place;
use super::walk::Walk;
use super::{Class, Origin};
use crate::facts::FileId;
use crate::folders::folder;
use crate::knowledge::{EntryPointSpec, Meaning};
use crate::language::Receiver;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// What library files call request data.
const INPUT: &str = "input";

/// A parameter of a function, by name and place.
struct Parameter<'a> {
    context: FileContext<'a>,
    function: NodeId,
    /// The node that declares it.
    node: NodeId,
    symbol: u32,
    /// Its place among the arguments of a call.
    position: usize,
}

impl Walk {
    pub(super) fn parameter(&mut self, place: &Place<'_>) -> Origin {
        let context = &place.context;
        let Some(parameter) = parameter(place) else {
            return Origin::unknown(context.excerpt(place.binding.node));
        };
        let key = (context.file, parameter.function);
        if let Some(top) = self.frames.last().copied().filter(|frame| frame.function == key) {
            // Arguments are the caller's expressions, so its own frame holds while they are followed.
            self.frames.pop();
            let origin = self.argument(&parameter, top.call);
            self.frames.push(top);
            return origin.unwrap_or_else(|| Origin::unknown(name(&parameter)));
        }
        if let Some(sent) =
            typed(&parameter).or_else(|| decorated(&parameter)).or_else(|| sent_from_outside(&parameter))
        {
            return sent;
        }
        self.called(&parameter).unwrap_or_else(|| Origin::unknown(name(&parameter)))
    }

    /// The argument of one call, else the default.
    fn argument(&mut self, parameter: &Parameter<'_>, call: (FileId, NodeId)) -> Option<Origin> {
        let caller = parameter.context.at(call.0)?;
        let arguments = caller.arguments(call.1);
        if arguments.iter().any(|argument| argument.is_splat) {
            return None;
        }
        let named = arguments.iter().find(|argument| argument.name == Some(name(parameter)));
        let given = named
            .or_else(|| arguments.iter().filter(|argument| argument.name.is_none()).nth(parameter.position));
        if let Some(given) = given {
            return Some(self.expression(&caller, given.value));
        }
        let default = parameter.context.syntax().part(parameter.node, Part::Default)?;
        Some(self.expression(&parameter.context, default))
    }

    /// Any of the arguments of all calls, where all of them are in this file.
    fn called(&mut self, parameter: &Parameter<'_>) -> Option<Origin> {
        let calls = all_calls(&parameter.context, parameter.function)?;
        let outer = std::mem::take(&mut self.frames);
        let given: Option<Vec<Origin>> =
            calls.into_iter().map(|call| self.argument(parameter, (parameter.context.file, call))).collect();
        self.frames = outer;
        Origin::either(given?)
    }
}

fn name<'a>(parameter: &Parameter<'a>) -> &'a str {
    parameter.context.syntax().symbol(parameter.symbol)
}

/// The parameter that a binding stands for; receivers and collected arguments are none.
fn parameter<'a>(place: &Place<'a>) -> Option<Parameter<'a>> {
    let (context, node) = (place.context, place.binding.node);
    let syntax = context.syntax();
    let function = syntax.node(node).function;
    let mut named = syntax.parameters(function);
    let symbol = place.symbol;
    let position =
        named.position(|(declared, name)| declared == node && syntax.node(name).symbol == symbol)?;
    let has_receiver = context.habits().receiver == Receiver::FirstParameter
        && context.parsed.bindings.class_of(function).is_some();
    let position = if has_receiver { position.checked_sub(1)? } else { position };
    (syntax.kind(node) != Kind::Variadic).then_some(Parameter { context, function, node, symbol, position })
}

/// What decorates a parameter may say where its value comes from.
fn decorated(parameter: &Parameter<'_>) -> Option<Origin> {
    let context = &parameter.context;
    let syntax = context.syntax();
    if !is_plain(parameter) {
        return None;
    }
    let mut decorators = syntax.parts(parameter.node, Part::Decorator);
    decorators.find_map(|decorator| {
        let named = syntax.part(decorator, Part::Callee).unwrap_or(decorator);
        known_path(context, &context.resolver.path(context.file, named)?).bound
    })
}

/// What is known of every value of the parameter's type.
fn typed(parameter: &Parameter<'_>) -> Option<Origin> {
    let r#type = parameter.context.syntax().part(parameter.node, Part::Type)?;
    let Value::Path(path) = parameter.context.resolver.instance_of(parameter.context.file, r#type) else {
        return None;
    };
    let known = known_path(&parameter.context, &path);
    known.bound.map(|bound| bound.measuring(known.quantity))
}

/// A handler's parameter that its framework fills from the request.
fn sent_from_outside(parameter: &Parameter<'_>) -> Option<Origin> {
    let context = &parameter.context;
    let syntax = context.syntax();
    let decorated = syntax.node(parameter.function).parent;
    if syntax.kind(decorated) != Kind::Decorated || !is_plain(parameter) {
        return None;
    }
    let route = syntax
        .parts(decorated, Part::Decorator)
        .find_map(|decorator| route(context, decorator, parameter.position))?;
    let is_in_path = route.contains(name(parameter));
    Some(Origin::new(Class::Unbounded, if is_in_path { "a path parameter" } else { "a request parameter" }))
}

/// Neither injected nor of a type that a library or this run defines.
fn is_plain(parameter: &Parameter<'_>) -> bool {
    let (context, syntax) = (&parameter.context, parameter.context.syntax());
    let is_injected =
        syntax.part(parameter.node, Part::Default).is_some_and(|default| syntax.kind(default) == Kind::Call);
    let Some(r#type) = syntax.part(parameter.node, Part::Type) else { return !is_injected };
    let builtins = context.habits().builtins.as_deref().unwrap_or_default();
    let is_own = |path: &str| {
        path.strip_prefix(builtins).is_some_and(|rest| rest.starts_with('.') && !rest.contains("bool"))
    };
    !is_injected && context.resolver.instance_of(context.file, r#type).path().is_some_and(is_own)
}

/// The route of a decorator that registers a handler and hands request data to its parameters; empty if not constant.
fn route(context: &FileContext<'_>, decorator: NodeId, position: usize) -> Option<String> {
    let callee = context.syntax().part(decorator, Part::Callee)?;
    let Value::Path(path) = context.value(callee) else { return None };
    context.knowledge.meanings(&path).into_iter().find_map(|meaning| match meaning {
        Meaning::EntryPoint(spec) if hands_input(spec, position) => {
            let route = context.select(decorator, &spec.route);
            Some(route.and_then(|route| context.constant_text(route)).unwrap_or_default())
        }
        _ => None,
    })
}

/// Whether a registered handler gets request data at a position; the last word of the list holds for all that follow.
fn hands_input(spec: &EntryPointSpec, position: usize) -> bool {
    spec.receives.get(position).or_else(|| spec.receives.last()).is_some_and(|what| what == INPUT)
}

/// Every call of a function, where the file shows all of them: it is private, and used for nothing but calls.
fn all_calls(context: &FileContext<'_>, function: NodeId) -> Option<Vec<NodeId>> {
    let syntax = context.syntax();
    let symbol = syntax.node(function).symbol;
    if !is_private(context, function) || syntax.kind(syntax.node(function).parent) == Kind::Decorated {
        return None;
    }
    let mut calls = Vec::new();
    for id in 0..syntax.nodes().len() as NodeId {
        let node = syntax.node(id);
        if node.symbol != symbol || !matches!(node.kind, Kind::Name | Kind::Member) {
            continue;
        }
        let is_callee = node.part == Part::Callee && syntax.kind(node.parent) == Kind::Call;
        if context.value(id) != Value::Definition(context.file, function) {
            continue;
        }
        if !is_callee {
            return None;
        }
        calls.push(node.parent);
    }
    (!calls.is_empty()).then_some(calls)
}

/// Private by a leading underscore, by standing in a function, or by a small first letter where that counts.
fn is_private(context: &FileContext<'_>, function: NodeId) -> bool {
    let syntax = context.syntax();
    let name = syntax.name(function);
    if name.is_empty() {
        return false;
    }
    let is_nested = syntax.node(syntax.node(function).parent).function != crate::syntax::NONE;
    if is_nested || name.starts_with('_') {
        return true;
    }
    let project = context.resolver.project;
    let counts = project.language(context.file).habits.receiver == Receiver::Declared;
    if !counts || !name.starts_with(char::is_lowercase) {
        return false;
    }
    let here = folder(project.file(context.file).source.path());
    let mut siblings = project.in_folder(here).iter().filter(|file| **file != context.file);
    siblings.all(|file| memchr::memmem::find(project.file(*file).source.bytes(), name.as_bytes()).is_none())
}
