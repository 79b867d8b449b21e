//! Which bindings of a name can reach its use, in whichever file of the run they stand.

use crate::folders::folder;
use crate::language::Modules;
use crate::model::context::FileContext;
use crate::resolve::{Binding, BindingKind, Value, Visible, visible};
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};

/// A binding with the file it stands in.
#[derive(Clone)]
pub(in crate::model) struct Place<'a> {
    pub(in crate::model) context: FileContext<'a>,
    pub(in crate::model) binding: Binding,
    /// The name that is bound there.
    pub(in crate::model) symbol: u32,
}

/// Returns the bindings that a name or a member can have at its place of use; imports of this run are followed.
pub(in crate::model) fn bindings_of<'a>(context: &FileContext<'a>, id: NodeId) -> Vec<Place<'a>> {
    match context.syntax().kind(id) {
        Kind::Name => of_name(context, id),
        Kind::Member => of_member(context, id),
        _ => Vec::new(),
    }
}

fn of_name<'a>(context: &FileContext<'a>, id: NodeId) -> Vec<Place<'a>> {
    let syntax = context.syntax();
    let (symbol, own) = (syntax.node(id).symbol, syntax.node(id).function);
    if context.habits().implicit_receiver
        && let Some(Visible::Member(_, found)) = visible(context.parsed, id)
    {
        let place = |binding| Place { context: *context, binding, symbol };
        return found.into_iter().map(place).collect();
    }
    let mut scope = own;
    loop {
        let bindings = context.parsed.bindings.in_scope(scope, symbol);
        if !bindings.is_empty() {
            let found: Vec<&Binding> =
                if scope == own { reaching(syntax, id, bindings) } else { bindings.iter().collect() };
            return found.into_iter().flat_map(|binding| followed(context, binding, symbol)).collect();
        }
        if scope == NONE {
            return in_folder(context, syntax.name(id));
        }
        let parent = syntax.node(scope).parent;
        scope = if parent == scope { NONE } else { syntax.node(parent).function };
    }
}

/// An import of a member of this run becomes that member's own bindings.
fn followed<'a>(context: &FileContext<'a>, binding: &Binding, symbol: u32) -> Vec<Place<'a>> {
    if let BindingKind::Import { module, member: Some(member) } = &binding.kind {
        let whole =
            Binding { kind: BindingKind::Import { module: module.clone(), member: None }, ..binding.clone() };
        if let Value::Module(path) = context.resolver.binding(context.file, context.parsed, &whole) {
            let found = of_module(context, &path, member);
            if !found.is_empty() {
                return found;
            }
        }
    }
    vec![Place { context: *context, binding: binding.clone(), symbol }]
}

fn of_member<'a>(context: &FileContext<'a>, id: NodeId) -> Vec<Place<'a>> {
    let syntax = context.syntax();
    let Some(base) = syntax.part(id, Part::Base) else { return Vec::new() };
    match context.value(base) {
        Value::Module(path) => of_module(context, &path, syntax.name(id)),
        Value::Instance(file, class) | Value::Definition(file, class) => {
            let Some(other) = context.at(file) else { return Vec::new() };
            let Some(symbol) = other.syntax().find_symbol(syntax.name(id)) else { return Vec::new() };
            let own = other.parsed.bindings.members(other.syntax(), class, symbol);
            own.map(|binding| Place { context: other, binding: binding.clone(), symbol }).collect()
        }
        _ => Vec::new(),
    }
}

/// A name at the top of a module of this run.
fn of_module<'a>(context: &FileContext<'a>, path: &str, name: &str) -> Vec<Place<'a>> {
    let project = context.resolver.project;
    let habits = &project.language(context.file).habits;
    if habits.modules == Modules::Folders {
        return project.in_folder(path).iter().flat_map(|file| at_top(context, *file, name)).collect();
    }
    let mut candidates = habits.extensions.iter().flat_map(|extension| {
        let package = habits.package_file.as_ref().map(|package| format!("{path}/{package}.{extension}"));
        std::iter::once(format!("{path}.{extension}")).chain(package)
    });
    let file = candidates.find_map(|candidate| project.find(&candidate));
    file.map_or_else(Vec::new, |file| at_top(context, file, name))
}

/// Files of a folder may share one module.
fn in_folder<'a>(context: &FileContext<'a>, name: &str) -> Vec<Place<'a>> {
    let project = context.resolver.project;
    if project.language(context.file).habits.modules != Modules::Folders {
        return Vec::new();
    }
    let here = folder(project.file(context.file).source.path());
    let siblings = project.in_folder(here).iter().filter(|file| **file != context.file);
    siblings.flat_map(|file| at_top(context, *file, name)).collect()
}

fn at_top<'a>(context: &FileContext<'a>, file: u32, name: &str) -> Vec<Place<'a>> {
    let project = context.resolver.project;
    let is_other = project.file(file).language != project.file(context.file).language;
    if is_other || memchr::memmem::find(project.file(file).source.bytes(), name.as_bytes()).is_none() {
        return Vec::new();
    }
    let Some(other) = context.at(file) else { return Vec::new() };
    let Some(symbol) = other.syntax().find_symbol(name) else { return Vec::new() };
    let bindings = other.parsed.bindings.in_scope(NONE, symbol).iter();
    let own = bindings.filter(|binding| !matches!(binding.kind, BindingKind::Import { .. }));
    own.map(|binding| Place { context: other, binding: binding.clone(), symbol }).collect()
}

/// The bindings of one scope that can reach a use in it: backward to the last that every way passes.
fn reaching<'b>(syntax: &Syntax, id: NodeId, bindings: &'b [Binding]) -> Vec<&'b Binding> {
    let position = syntax.node(id).range.start;
    let mut found = Vec::new();
    for binding in bindings.iter().rev().filter(|binding| binding.position <= position) {
        let container = container(syntax, binding.node);
        if defines(syntax, binding, id)
            || excludes(syntax, binding.node, id)
            || is_hidden(syntax, binding, container, id)
        {
            continue;
        }
        found.push(binding);
        if syntax.contains(container, id) {
            break;
        }
    }
    let later = bindings.iter().filter(|binding| binding.position > position);
    found.extend(later.filter(|binding| shares_loop(syntax, binding.node, id)));
    if found.is_empty() {
        bindings.iter().filter(|binding| !defines(syntax, binding, id)).collect()
    } else {
        found
    }
}

/// `x = f(x)`: the `x` on the right is an earlier one.
fn defines(syntax: &Syntax, binding: &Binding, id: NodeId) -> bool {
    match binding.kind {
        BindingKind::Value { expression, .. } => syntax.contains(expression, id),
        BindingKind::Element { iterable, .. } => syntax.contains(iterable, id),
        _ => false,
    }
}

/// What runs whenever the binding does, from there on: the block, or the statement it opens.
fn container(syntax: &Syntax, node: NodeId) -> NodeId {
    let mut current = node;
    loop {
        let parent = syntax.node(current).parent;
        let opens = syntax.node(current).part == Part::Initializer;
        let is_block = matches!(
            syntax.kind(parent),
            Kind::Block
                | Kind::Module
                | Kind::Function
                | Kind::Catch
                | Kind::Case
                | Kind::DefaultCase
                | Kind::Comprehension
                | Kind::Loop
                | Kind::MainBlock
        );
        if parent == current || opens || is_block {
            return parent;
        }
        current = parent;
    }
}

/// Names that a statement opens with, or that a block declares, end with it.
fn is_hidden(syntax: &Syntax, binding: &Binding, container: NodeId, id: NodeId) -> bool {
    if syntax.contains(container, id) {
        return false;
    }
    match syntax.kind(container) {
        Kind::Branch | Kind::Switch | Kind::Catch | Kind::Comprehension => true,
        Kind::Block | Kind::Case | Kind::DefaultCase => declares(syntax, binding),
        _ => false,
    }
}

/// `x := 1` as a statement declares `x` for its block.
fn declares(syntax: &Syntax, binding: &Binding) -> bool {
    let assign = syntax.node(binding.node).parent;
    let BindingKind::Value { expression, .. } = binding.kind else { return false };
    let targets = syntax.parts(assign, Part::Target).last();
    let is_statement =
        matches!(syntax.kind(syntax.node(assign).parent), Kind::Block | Kind::Case | Kind::DefaultCase);
    is_statement
        && targets.is_some_and(|last| {
            syntax.contains(assign, expression) && syntax.operator(last, expression) == ":="
        })
}

/// Of two alternatives of one branch, only one runs.
fn excludes(syntax: &Syntax, binding: NodeId, id: NodeId) -> bool {
    let mut current = binding;
    loop {
        let parent = syntax.node(current).parent;
        if parent == current {
            return false;
        }
        if syntax.contains(parent, id) {
            let is_alternative =
                |node: NodeId| matches!(syntax.node(node).part, Part::Then | Part::Else | Part::Case);
            let other = syntax.children(parent).find(|child| syntax.contains(*child, id));
            return matches!(syntax.kind(parent), Kind::Branch | Kind::Switch)
                && is_alternative(current)
                && other.is_some_and(|other| other != current && is_alternative(other));
        }
        current = parent;
    }
}

fn shares_loop(syntax: &Syntax, binding: NodeId, id: NodeId) -> bool {
    let kinds = [Kind::Loop, Kind::ForeverLoop];
    let mut current = id;
    while let Some(outer) = syntax.enclosing(current, &kinds) {
        if syntax.node(outer).function != syntax.node(id).function {
            return false;
        }
        if syntax.contains(outer, binding) {
            return true;
        }
        current = outer;
    }
    false
}
