//! Names that speak of values without bounds.

use crate::model::origin::words::words;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// Last words of such names.
const ENDINGS: &[&str] = &[
    "id",
    "ids",
    "uuid",
    "guid",
    "email",
    "mail",
    "ip",
    "url",
    "uri",
    "href",
    "path",
    "token",
    "session",
    "user",
    "username",
    "phone",
    "address",
    "addr",
    "timestamp",
    "query",
    "hash",
    "digest",
    "message",
    "msg",
    "sql",
];
/// Words that take it back: the template of a path is bounded.
const LIMITS: &[&str] =
    &["template", "pattern", "route", "type", "kind", "class", "status", "region", "host"];

/// Returns whether a name says that there is a value for every user, request or path.
pub(super) fn tells(name: &str) -> bool {
    let words = words(name);
    let ends = words.last().is_some_and(|last| ENDINGS.contains(&last.as_str()));
    ends && !words.iter().any(|word| LIMITS.contains(&word.as_str()))
}

/// Returns the name that a value goes by, if it has one.
pub(super) fn value_name(syntax: &Syntax, value: NodeId) -> &str {
    match syntax.kind(value) {
        Kind::Name | Kind::Member => syntax.name(value),
        Kind::Call => syntax.part(value, Part::Callee).map_or("", |callee| syntax.name(callee)),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_tell_and_templates_do_not() {
        for name in ["user_id", "userId", "client.address", "trace_id", "session", "requestURL", "http.url"] {
            assert!(tells(name), "{name}");
        }
        for name in ["route", "status", "path_template", "method", "idle", "valid", "video"] {
            assert!(!tells(name), "{name}");
        }
    }
}
