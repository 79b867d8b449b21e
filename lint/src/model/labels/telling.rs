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

/// Parts that whoever operates a service divides it into: as many as there are customers or places, and meant to be told
/// apart.
const PARTITIONS: &[&str] = &[
    "tenant",
    "org",
    "organisation",
    "organization",
    "namespace",
    "cluster",
    "region",
    "zone",
    "project",
    "workspace",
    "environment",
    "env",
    "team",
    "datacenter",
    "provider",
];
/// Last words that say by what a part is known, and not what it is.
const HANDLES: &[&str] = &["id", "name", "key", "code", "slug", "uuid", "str", "string"];

/// Returns whether a name is that of a part the service is divided into: `tenant`, `org_id`.
pub(super) fn is_partition(name: &str) -> bool {
    part(name).is_some()
}

/// Returns whether a metric is named for the part that one of these names says: `tenant_orders`, by `tenant_id`.
pub(super) fn is_named_for(metric: &str, names: &[&str]) -> bool {
    let named = words(metric);
    names.iter().filter_map(|name| part(name)).any(|part| named.contains(&part))
}

/// The part of the service that a name is about.
fn part(name: &str) -> Option<String> {
    let what = words(name).into_iter().rfind(|word| !HANDLES.contains(&word.as_str()));
    what.filter(|what| PARTITIONS.contains(&what.as_str()))
}

/// Returns whether a name says that there is a value for every user, request or path.
pub(in crate::model) fn tells(name: &str) -> bool {
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
    fn partitions_are_known_with_and_without_a_handle() {
        assert!(is_partition("tenant") && is_partition("orgID") && is_partition("cluster_name"));
        assert!(!is_partition("tenant_user") && !is_partition("user_id") && !is_partition("id"));
    }

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
