//! What a handler catches: anything, something by its type, or what merely steers the control flow.

use super::conversion::stays;
use super::unawaited;
use crate::model::context::FileContext;
use crate::resolve::{Binding, BindingKind, Value};
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};

/// Returns the class of what a handler catches, and whether that is raised for an ordinary answer ("not
/// there", "not of that form") rather than for a failure.
pub(super) fn class(context: &FileContext<'_>, catch: NodeId, types: Option<NodeId>) -> (&'static str, bool) {
    let Some(types) = types else {
        let is_optional = only_imports(context, catch, true);
        return if is_optional { ("optional-import", true) } else { ("blanket", false) };
    };
    let paths: Vec<Option<String>> = listed(context.syntax(), types)
        .into_iter()
        .map(|id| context.value(id).path().map(str::to_owned))
        .collect();
    let classes: Vec<&str> = listed(context.syntax(), types)
        .into_iter()
        .zip(&paths)
        .map(|(name, path)| match class_of(context, path.as_deref()) {
            "blanket" if is_stand_in(context, name) => "typed",
            class => class,
        })
        .collect();
    let all = |known: &[&str]| !classes.is_empty() && classes.iter().all(|class| known.contains(class));
    if only_imports(context, catch, classes.contains(&"blanket")) {
        return ("optional-import", true);
    }
    if classes.contains(&"blanket") {
        ("blanket", false)
    } else if all(&["optional-import"]) {
        ("optional-import", true)
    } else if all(&["control-flow"]) || is_expected(context, catch, &paths, &classes) {
        ("control-flow", true)
    } else {
        ("typed", all(&["control-flow", "lookup", "conversion"]))
    }
}

/// Returns whether some listed exception is of a library that is known.
pub(super) fn is_of_known_library(context: &FileContext<'_>, types: NodeId) -> bool {
    let is_known = |path: &str| {
        let below = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'));
        context.knowledge.exception(path).is_some() || context.knowledge.roots().any(below)
    };
    listed(context.syntax(), types).into_iter().any(|id| context.value(id).path().is_some_and(is_known))
}

/// Returns whether what is guarded ends in a call for its effect, which is lost where a conversion fails.
pub(super) fn loses_effect(context: &FileContext<'_>, catch: NodeId, types: Option<NodeId>) -> bool {
    let syntax = context.syntax();
    let body = syntax.part(syntax.node(catch).parent, Part::Body);
    let last = body.and_then(|body| syntax.children(body).last());
    let converts = |id: NodeId| class_of(context, context.value(id).path()) == "conversion";
    let is_call = |id: NodeId| matches!(syntax.kind(id), Kind::Call | Kind::Await);
    last.is_some_and(|last| syntax.kind(last) == Kind::Expression && syntax.children(last).any(is_call))
        && types.is_some_and(|types| listed(syntax, types).into_iter().any(converts))
}

fn listed(syntax: &Syntax, types: NodeId) -> Vec<NodeId> {
    match syntax.kind(types) {
        Kind::Collection | Kind::Union => syntax.children(types).collect(),
        _ => vec![types],
    }
}

/// A name of a library that may be missing: what it is bound to then stands in for an exception that nothing raises.
fn is_stand_in(context: &FileContext<'_>, name: NodeId) -> bool {
    let syntax = context.syntax();
    let bindings = context.parsed.bindings.in_scope(NONE, syntax.node(name).symbol);
    let is_import = |binding: &Binding| matches!(binding.kind, BindingKind::Import { .. });
    syntax.kind(name) == Kind::Name && bindings.len() > 1 && bindings.iter().any(is_import)
}

fn class_of(context: &FileContext<'_>, path: Option<&str>) -> &'static str {
    path.and_then(|path| context.knowledge.exception(path)).unwrap_or("typed")
}

/// Each exception either steers the control flow, or says of the guarded code what it was run to find out.
fn is_expected(context: &FileContext<'_>, catch: NodeId, paths: &[Option<String>], classes: &[&str]) -> bool {
    let syntax = context.syntax();
    let Some(body) = syntax.part(syntax.node(catch).parent, Part::Body) else { return false };
    let is_trial = is_trial(context, catch, body);
    let only_call = only_call(context, body);
    !paths.is_empty()
        && paths.iter().zip(classes).all(|(path, class)| match (*class, path) {
            ("control-flow", _) => true,
            ("lookup" | "conversion", _) if is_trial => true,
            (_, Some(path)) => {
                only_call.as_deref().is_some_and(|call| context.knowledge.is_expected_from(path, call))
            }
            _ => false,
        })
}

/// The path of the one call that is all of a block.
fn only_call(context: &FileContext<'_>, body: NodeId) -> Option<String> {
    let syntax = context.syntax();
    let mut statements = syntax.children(body);
    let (only, None) = (statements.next()?, statements.next()) else { return None };
    let call = syntax.subtree(only).find(|id| syntax.kind(*id) == Kind::Call)?;
    context.value(syntax.part(call, Part::Callee)?).path().map(str::to_owned)
}

/// The guarded code looks something up or converts it, and nothing is lost where that fails: success leaves,
/// so that what follows is the default, or the name that would have got the result has a value already.
pub(super) fn is_trial(context: &FileContext<'_>, catch: NodeId, body: NodeId) -> bool {
    let syntax = context.syntax();
    let statements: Vec<NodeId> = syntax.children(body).collect();
    let Some((last, before)) = statements.split_last() else { return false };
    if before.len() > 2
        || !before.iter().all(|id| matches!(syntax.kind(*id), Kind::Expression | Kind::Assign))
    {
        return false;
    }
    let simple = |id: &NodeId| matches!(syntax.kind(*id), Kind::Assign | Kind::Expression);
    let adds = syntax.kind(*last) == Kind::Expression
        && syntax.children(*last).any(|id| syntax.kind(id) == Kind::Update);
    match syntax.kind(*last) {
        // What is added to has a value already.
        Kind::Return | Kind::Break | Kind::Continue | Kind::Update => true,
        Kind::Loop => syntax.own(*last).any(|id| syntax.kind(id) == Kind::Return),
        Kind::Branch => {
            let leaves = [Kind::Return, Kind::Raise, Kind::Break, Kind::Continue];
            syntax.own(*last).any(|id| leaves.contains(&syntax.kind(id)))
                || only_assigns(context, catch, *last)
        }
        _ if adds || syntax.part(syntax.node(catch).parent, Part::Else).is_some() => true,
        _ if !simple(last) => false,
        _ => syntax
            .children(*last)
            .map(|id| unawaited(syntax, id))
            .find(|id| matches!(syntax.kind(*id), Kind::Assign | Kind::Call))
            .filter(|_| syntax.kind(*last) == Kind::Expression)
            .or(Some(*last))
            .is_some_and(|tried| keeps_default(context, catch, tried)),
    }
}

/// A condition under which names get what they have a default for, and nothing else is done.
fn only_assigns(context: &FileContext<'_>, catch: NodeId, branch: NodeId) -> bool {
    let syntax = context.syntax();
    let assigned = |id: NodeId| match syntax.kind(id) {
        Kind::Branch => only_assigns(context, catch, id),
        Kind::Expression => {
            let assign = syntax.children(id).next().filter(|assign| syntax.kind(*assign) == Kind::Assign);
            assign.is_some_and(|assign| keeps_default(context, catch, assign))
        }
        _ => false,
    };
    syntax.part(branch, Part::Else).is_none()
        && syntax.part(branch, Part::Then).is_some_and(|then| syntax.children(then).all(assigned))
}

fn keeps_default(context: &FileContext<'_>, catch: NodeId, tried: NodeId) -> bool {
    let syntax = context.syntax();
    match syntax.kind(tried) {
        Kind::Assign => {
            let mut targets = syntax.parts(tried, Part::Target).peekable();
            targets.peek().is_some() && targets.all(|target| has_value(context, catch, tried, target))
        }
        // A call whose result nobody takes asks whether it succeeds.
        Kind::Call => syntax
            .part(tried, Part::Callee)
            .is_some_and(|callee| matches!(context.value(callee), Value::Path(_))),
        _ => syntax.subtree(tried).all(|id| syntax.kind(id) != Kind::Call),
    }
}

/// Whether an assignment's target was given a value before the guarded code, is not asked for behind it, or is converted
/// in place.
fn has_value(context: &FileContext<'_>, catch: NodeId, assign: NodeId, target: NodeId) -> bool {
    let syntax = context.syntax();
    let node = syntax.node(target);
    if node.kind != Kind::Name {
        let text = syntax.text(target);
        return syntax.part(assign, Part::Value).is_some_and(|value| syntax.text(value).contains(text));
    }
    let guarded = syntax.node(syntax.node(catch).parent).range;
    let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
    let is_asked_for = || {
        context.function_of(target).is_none_or(|function| {
            let is_behind = |id: NodeId| syntax.node(id).range.start >= guarded.end;
            syntax.subtree(function).any(|id| {
                syntax.kind(id) == Kind::Name && syntax.node(id).symbol == node.symbol && is_behind(id)
            })
        })
    };
    bindings.iter().any(|binding| binding.position < guarded.start) || !is_asked_for()
}

/// The guarded block does nothing but import. Whatever a file needs at its start may be set up with it; in a function,
/// what is done with what was imported, more than to look at it, is work, which may fail in any way.
fn only_imports(context: &FileContext<'_>, catch: NodeId, is_blanket: bool) -> bool {
    let syntax = context.syntax();
    let works = |id: NodeId| {
        let mut nodes = syntax.subtree(id);
        is_blanket
            && syntax.node(catch).function != NONE
            && nodes.any(|inner| match syntax.kind(inner) {
                Kind::Call => !loads(context, inner) && !stays(context, inner),
                kind => kind == Kind::Await,
            })
    };
    let imports = |id: NodeId| {
        syntax.subtree(id).any(|inner| syntax.kind(inner) == Kind::Import || loads(context, inner))
    };
    let imports_or_names = |id: NodeId| match syntax.kind(id) {
        Kind::Import | Kind::Function => true,
        Kind::Return => imports(id) || !works(id),
        Kind::Assign | Kind::Expression => !works(id),
        _ => false,
    };
    let body = syntax.part(syntax.node(catch).parent, Part::Body);
    body.is_some_and(|body| syntax.children(body).all(imports_or_names) && imports(body))
}

/// A call of what imports a module by its name.
fn loads(context: &FileContext<'_>, call: NodeId) -> bool {
    if context.resolver.loads(context.file, call) {
        return true;
    }
    let syntax = context.syntax();
    let callee = syntax.part(call, Part::Callee).filter(|_| syntax.kind(call) == Kind::Call);
    let value = callee.map(|callee| context.value(callee));
    let path = value.as_ref().and_then(Value::path);
    path.is_some_and(|path| context.knowledge.exception(&format!("{path}()")) == Some("optional-import"))
}
