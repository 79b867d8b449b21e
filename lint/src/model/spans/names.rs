//! Names of spans: one for each operation, not one for each value.

use crate::facts::Fact;
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::model::labels::{steps, tells};
use crate::model::origin::{Class, origin};
use crate::syntax::{Kind, NodeId};

/// Returns the `span-name` facts of a file: one for each name that is not constant.
pub(super) fn facts<'a>(analysis: &'a Analysis<'_>) -> impl Iterator<Item = Fact> + 'a {
    let context = &analysis.context;
    let named = analysis.sites.iter().filter_map(|site| {
        let (selector, is_literal) = site.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Span(spec) => Some((&spec.name, spec.literal_name)),
            Meaning::SpanName(spec) => Some((&spec.name, false)),
            _ => None,
        })?;
        let is_text = |name: &NodeId| matches!(context.syntax().kind(*name), Kind::String | Kind::Template);
        context.select(site.node, selector).filter(|name| !(is_literal && is_text(name)))
    });
    named.filter(|name| context.constant_text(*name).is_none()).filter_map(|name| fact(context, name))
}

fn fact(context: &FileContext<'_>, name: NodeId) -> Option<Fact> {
    let origin = origin(context, name);
    if origin.class < Class::Bounded {
        return None;
    }
    let tells = if holds_telling_value(context, name) { "yes" } else { "no" };
    let fields = vec![
        ("name", context.excerpt(name).into()),
        ("origin", origin.class.word().into()),
        ("telling-name", tells.into()),
        ("source", origin.source.into()),
    ];
    let mut fact = context.fact("span-name", name, fields);
    if origin.class == Class::Unbounded {
        fact.related = steps(context, name, &origin.chain);
    }
    Some(fact)
}

/// `f"load {user_id}"`.
fn holds_telling_value(context: &FileContext<'_>, name: NodeId) -> bool {
    let syntax = context.syntax();
    let built = context.defining(name);
    let mut values = syntax.subtree(built).filter(|id| matches!(syntax.kind(*id), Kind::Name | Kind::Member));
    syntax.kind(built) != Kind::Name && values.any(|id| tells(syntax.name(id)))
}
