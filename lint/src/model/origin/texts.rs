//! Texts that are put together: as bounded as the widest of their parts.

use super::walk::Walk;
use super::{Class, Origin};
use crate::knowledge::{Bound, Style};
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// What the text of an error is called in messages.
const ERROR_TEXT: &str = "the text of an error";

impl Walk {
    /// An expression that is turned into a text.
    pub(super) fn text(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let origin = self.expression(context, id);
        if origin.is_error {
            return Origin {
                class: Class::Unbounded,
                source: ERROR_TEXT.to_owned(),
                is_error: false,
                ..origin
            };
        }
        if origin.class == Class::Unknown
            && let Value::Path(path) = context.value(id)
            && let Some((class, source)) = text_of_type(context, &path)
        {
            return Origin { class, source, ..origin };
        }
        origin
    }

    /// A text made of these parts; what is constant among them adds nothing.
    pub(super) fn parts(&mut self, context: &FileContext<'_>, parts: impl Iterator<Item = NodeId>) -> Origin {
        let mut origins = Vec::new();
        for part in parts {
            match context.syntax().kind(part) {
                Kind::Collection => {
                    let elements: Vec<NodeId> = context.syntax().children(part).collect();
                    origins.push(self.parts(context, elements.into_iter()));
                }
                _ => origins.push(self.text(context, part)),
            }
        }
        Origin::composed(origins).unwrap_or_else(|| Origin::constant("a text"))
    }

    pub(super) fn template(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let syntax = context.syntax();
        let values: Vec<NodeId> =
            syntax.children(id).filter_map(|part| syntax.part(part, Part::Value)).collect();
        self.parts(context, values.into_iter())
    }

    /// The result of a formatting function: its arguments, those left out that only their type is asked of.
    pub(super) fn formatted(&mut self, context: &FileContext<'_>, call: NodeId, style: Style) -> Origin {
        let arguments: Vec<NodeId> =
            context.arguments(call).into_iter().map(|argument| argument.value).collect();
        let format = arguments.first().and_then(|first| context.constant_text(*first));
        let verbs: Vec<char> = match (style, &format) {
            (Style::Printf, Some(format)) => verbs(format),
            _ => Vec::new(),
        };
        let asks_for_type = |index: usize| index > 0 && verbs.get(index - 1) == Some(&'T');
        let told = arguments.into_iter().enumerate().filter(|(index, _)| !asks_for_type(*index));
        self.parts(context, told.map(|(_, argument)| argument))
    }
}

/// Returns whether an expression is a text as it stands.
pub(super) fn is_text(context: &FileContext<'_>, id: NodeId) -> bool {
    let kind = context.syntax().kind(context.defining(id));
    matches!(kind, Kind::String | Kind::Joined | Kind::Template)
}

/// What is known of the texts of a type's instances.
fn text_of_type(context: &FileContext<'_>, path: &str) -> Option<(Class, String)> {
    let methods = &context.habits().methods.text;
    methods.iter().find_map(|method| match context.knowledge.bound(&format!("{path}.{method}()")) {
        Some(Bound::Unbounded(what)) => Some((Class::Unbounded, what.to_string())),
        Some(Bound::Bounded(what)) => Some((Class::Bounded, what.to_string())),
        _ => None,
    })
}

/// Returns whether a member is an object's text.
pub(super) fn is_text_member(context: &FileContext<'_>, name: &str) -> bool {
    let methods = &context.habits().methods.text;
    methods.iter().any(|method| method == name) || matches!(name, "message" | "msg")
}

/// The letters of a format's placeholders, in order.
fn verbs(format: &str) -> Vec<char> {
    let mut verbs = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        let Some(verb) = rest.find(|letter: char| letter.is_alphabetic() || letter == '%') else { break };
        let letter = rest[verb..].chars().next().unwrap_or('%');
        if letter != '%' {
            verbs.push(letter);
        }
        rest = &rest[verb + letter.len_utf8()..];
    }
    verbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_read_off_a_format() {
        assert_eq!(verbs("%dxx of %-10s, 100%%: %T"), ['d', 's', 'T']);
    }
}
