//! Which files are scripts by what they hold, wherever they lie.
//!
//! Naming an interpreter is not enough: what starts a service does so too. Nor is it enough to consist of nothing
//! but statements, as settings do. A script serves nothing, starts nothing that does, runs once, and nothing
//! imports it. What derives a class from one that only scripts derive theirs from needs no other proof.

use super::Found;
use crate::facts::FileId;
use crate::model::FileModel;
use crate::resolve::{Project, Resolver, Value};
use crate::source::Role;
use crate::syntax::{Kind, NodeId, Part};
use rustc_hash::FxHashSet;

/// So many bytes of a file say what it is for.
const HEAD: usize = 300;

/// Returns the files that are scripts; `servers` are those that serve.
pub(super) fn of(found: &Found<'_>, servers: &FxHashSet<FileId>) -> FxHashSet<FileId> {
    let mut scripts = started(found, servers);
    scripts
        .extend(found.models.iter().filter(|model| model.role == Some(Role::Script)).map(|model| model.file));
    scripts
}

/// The files that are scripts as somebody starts them. Cost: nothing where no file looks as if.
fn started(found: &Found<'_>, servers: &FxHashSet<FileId>) -> FxHashSet<FileId> {
    let project = found.project;
    let candidates = found.models.iter().filter(|model| {
        (names_interpreter(project, model.file) || says_so(project, model.file) || is_plain(project, model))
            && !model.serves()
            && runs_once(project, model.file)
    });
    let mut scripts: FxHashSet<FileId> = candidates.map(|model| model.file).collect();
    if scripts.is_empty() {
        return scripts;
    }
    let resolver = Resolver::new(project);
    for model in &found.models {
        let imported = imported(&resolver, model.file, |name| {
            scripts.iter().chain(servers).any(|file| stem(project, *file) == name)
        });
        scripts.retain(|script| !imported.contains(without_ending(project, *script)));
        if servers.iter().any(|server| imported.contains(without_ending(project, *server))) {
            scripts.remove(&model.file);
        }
    }
    scripts.retain(|script| {
        names_interpreter(project, *script)
            || !(is_named_in_text(project, *script) || names_server(project, *script, servers))
    });
    scripts
}

fn names_interpreter(project: &Project<'_>, file: FileId) -> bool {
    project.file(file).source.bytes().starts_with(b"#!")
}

/// Whether a file begins by saying that somebody runs it.
fn says_so(project: &Project<'_>, file: FileId) -> bool {
    let phrases = &project.language(file).habits.script_phrases;
    let bytes = project.file(file).source.bytes();
    let head = || String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    !phrases.is_empty() && phrases.iter().any(|phrase| head().contains(phrase.as_str()))
}

/// Whether a module that writes something is nothing but statements, which run once when it is started.
fn is_plain(project: &Project<'_>, model: &FileModel) -> bool {
    // What begins so is special to the language: the file of a package, or of its start. What is called after serving
    // starts that.
    let name = stem(project, model.file);
    let serving = &project.language(model.file).habits.serving_words;
    if name.starts_with("__")
        || serving.iter().any(|word| word == name)
        || !model.facts.iter().any(|fact| matches!(fact.kind, "print-call" | "log-call"))
    {
        return false;
    }
    let Some(parsed) = project.parsed(model.file) else { return false };
    let syntax = &parsed.syntax;
    !(0..syntax.nodes().len() as NodeId).any(|id| match syntax.kind(id) {
        Kind::Class | Kind::MainBlock => true,
        Kind::Function => !syntax.name(id).is_empty(),
        _ => false,
    })
}

/// Whether another file has the module's name in a text: frameworks load settings and plug-ins by such names.
fn is_named_in_text(project: &Project<'_>, file: FileId) -> bool {
    let path = without_ending(project, file);
    let mut parts = path.rsplit('/');
    let own = parts.next().unwrap_or(path);
    let names = match parts.next() {
        Some(folder) => vec![format!("{folder}.{own}")],
        None => vec![format!("\"{own}\""), format!("'{own}'")],
    };
    let others = (0..project.files().len() as FileId).filter(|other| *other != file);
    others
        .map(|other| project.file(other).source.bytes())
        .any(|text| names.iter().any(|name| memchr::memmem::find(text, name.as_bytes()).is_some()))
}

/// Whether a file hands the name of something that serves to whatever runs it, such as `"shop.app:app"`.
fn names_server(project: &Project<'_>, file: FileId, servers: &FxHashSet<FileId>) -> bool {
    let Some(parsed) = project.parsed(file) else { return false };
    let syntax = &parsed.syntax;
    let strings = (0..syntax.nodes().len() as NodeId).filter(|id| syntax.kind(*id) == Kind::String);
    let modules = strings.filter_map(|id| syntax.string_value(id)?.split_once(':')).map(|(module, _)| module);
    let mut stems = modules.map(|module| module.rsplit('.').next().unwrap_or(module));
    stems.any(|named| servers.iter().any(|server| stem(project, *server) == named))
}

/// Returns whether a file imports one of these.
pub(super) fn imports_any(resolver: &Resolver<'_>, file: FileId, wanted: &FxHashSet<FileId>) -> bool {
    let project = resolver.project;
    let imported =
        imported(resolver, file, |name| wanted.iter().any(|wanted| stem(project, *wanted) == name));
    wanted.iter().any(|wanted| imported.contains(without_ending(project, *wanted)))
}

/// The modules that a file imports, as far as they end in a name that is wanted: paths without ending.
fn imported(resolver: &Resolver<'_>, file: FileId, is_wanted: impl Fn(&str) -> bool) -> FxHashSet<String> {
    let Some(parsed) = resolver.project.parsed(file) else { return FxHashSet::default() };
    let ends_so = |path: &str| is_wanted(path.rsplit(['.', '/']).next().unwrap_or(path));
    let modules = parsed.bindings.imports.iter().filter(|(_, import)| ends_so(import));
    let modules = modules.map(|(_, import)| resolver.module(file, import));
    let members = parsed.bindings.imported_members().filter(|(_, member)| is_wanted(member));
    let members = members.map(|(binding, _)| resolver.binding(file, parsed, binding));
    let path = |value: Value| match value {
        Value::Module(path) => Some(path.to_string()),
        _ => None,
    };
    modules.chain(members).filter_map(path).collect()
}

fn without_ending<'a>(project: &'a Project<'_>, file: FileId) -> &'a str {
    let path = project.file(file).source.path();
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn stem<'a>(project: &'a Project<'_>, file: FileId) -> &'a str {
    let path = without_ending(project, file);
    path.rsplit('/').next().unwrap_or(path)
}

/// Neither loops for ever, with nothing to break that, nor hands a class of its own to a framework that may.
fn runs_once(project: &Project<'_>, file: FileId) -> bool {
    let Some(parsed) = project.parsed(file) else { return false };
    let syntax = &parsed.syntax;
    let breaks = |id: NodeId| syntax.own(id).any(|inner| syntax.kind(inner) == Kind::Break);
    !(0..syntax.nodes().len() as NodeId).any(|id| match (syntax.kind(id), syntax.node(id).part) {
        (Kind::ForeverLoop, _) => !breaks(id),
        (_, Part::Forever) => !breaks(syntax.node(id).parent),
        (_, part) => part == Part::BaseType,
    })
}
