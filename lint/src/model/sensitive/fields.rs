//! What a call writes down: every value among its arguments, with the name it goes by.

use crate::knowledge::Meaning;
use crate::model::call_sites::CallSite;
use crate::model::context::FileContext;
use crate::model::logs::chain;
use crate::syntax::{Kind, NodeId, Part};

/// Lists inside lists are read so deep.
const MAX_DEPTH: u32 = 6;
/// Texts longer than this are no names.
const LONGEST_NAME: usize = 64;

/// One value that is written down.
pub(super) struct Field {
    /// Its name, where it has one.
    pub(super) name: Option<String>,
    /// The value.
    pub(super) value: NodeId,
}

/// Returns what a call, and those it is chained to, write down.
pub(super) fn of_call(context: &FileContext<'_>, site: &CallSite<'_>) -> Vec<Field> {
    let mut reader = Reader { context, package: package(&site.path), fields: Vec::new(), given: Vec::new() };
    for link in std::iter::once(site.node).chain(chain(context, site.node)) {
        reader.arguments(link, 0);
    }
    reader.fields
}

struct Reader<'a, 'b> {
    context: &'b FileContext<'a>,
    /// What the call's own library is imported as.
    package: &'b str,
    fields: Vec<Field>,
    /// Names that the call gives to values of its own: in its text they do not stand for variables, if it is a macro's.
    given: Vec<&'a str>,
}

impl Reader<'_, '_> {
    /// Keywords, keys and values in turn, plain values.
    fn arguments(&mut self, call: NodeId, depth: u32) {
        let mut key: Option<String> = None;
        let arguments = self.context.arguments(call);
        if self.context.habits().macro_mark.is_some() {
            self.given.extend(arguments.iter().filter_map(|argument| argument.name));
        }
        for argument in arguments {
            if let Some(name) = argument.name {
                self.value(Some(name.to_owned()), argument.value, depth);
            } else if let Some(text) = self.context.constant_text(argument.value) {
                key = is_name(&text).then_some(text);
            } else {
                self.value(key.take(), argument.value, depth);
            }
        }
    }

    /// A value, or those that it is made of.
    fn value(&mut self, name: Option<String>, value: NodeId, depth: u32) {
        let (context, syntax) = (self.context, self.context.syntax());
        if depth > MAX_DEPTH {
            return;
        }
        let below = depth + 1;
        match syntax.kind(value) {
            Kind::Map => {
                for pair in context.pairs(value) {
                    self.value(pair.name.map(str::to_owned), pair.value, below);
                }
            }
            Kind::Template | Kind::Joined | Kind::Collection | Kind::Literal => {
                syntax.children(value).for_each(|part| self.value(name.clone(), part, below));
            }
            Kind::Interpolation | Kind::Splat | Kind::Argument => {
                let inner = syntax.part(value, Part::Value).or_else(|| syntax.children(value).next());
                let is_given = |inner: NodeId| {
                    syntax.kind(inner) == Kind::Name && self.given.contains(&syntax.name(inner))
                };
                if let Some(inner) = inner.filter(|inner| !is_given(*inner)) {
                    self.value(name, inner, below);
                }
            }
            Kind::Binary => {
                syntax.children(value).for_each(|side| self.value(name.clone(), side, below));
            }
            Kind::Call if self.builds_field(value) => self.arguments(value, below),
            Kind::String | Kind::Number | Kind::Boolean | Kind::Null => {}
            _ => self.fields.push(Field { name, value }),
        }
    }

    /// `zap.String("user", u)`, `fmt.Sprintf("user %s", u)`.
    fn builds_field(&self, call: NodeId) -> bool {
        let context = self.context;
        let Some(callee) = context.syntax().part(call, Part::Callee) else { return false };
        let Some(path) = context.resolver.path(context.file, callee) else { return false };
        if package(&path) == self.package {
            return true;
        }
        let meanings = context.knowledge.meanings(&path);
        meanings.iter().any(|meaning| matches!(meaning, Meaning::Label(_) | Meaning::Formatter(_)))
    }
}

/// The import path that an API path begins with.
fn package(path: &str) -> &str {
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    path[last..].find('.').map_or(path, |dot| &path[..last + dot])
}

fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && !text.is_empty()
        && !text.contains(|sign: char| sign.is_whitespace() || "%{".contains(sign))
}
