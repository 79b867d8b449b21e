//! What labels may be called, and which names say that there is a value for every user or request.

use crate::metrics::spelling;

/// Names that Prometheus or OpenTelemetry give to labels of their own.
const RESERVED: [&str; 7] =
    ["le", "quantile", "job", "instance", "otel.scope.name", "otel.scope.version", "otel.metric.overflow"];

/// Last words of names without a bound, whatever the type.
const UNBOUNDED: [&str; 24] = [
    "id",
    "uuid",
    "guid",
    "ulid",
    "email",
    "mail",
    "ip",
    "url",
    "uri",
    "timestamp",
    "username",
    "useragent",
    "phone",
    "cookie",
    "userid",
    "sessionid",
    "requestid",
    "traceid",
    "spanid",
    "customerid",
    "accountid",
    "orderid",
    "deviceid",
    "clientip",
];

/// Last words of names without a bound where values are text.
const UNBOUNDED_TEXT: [&str; 16] = [
    "user",
    "session",
    "path",
    "href",
    "token",
    "address",
    "addr",
    "query",
    "hash",
    "digest",
    "message",
    "msg",
    "sql",
    "body",
    "stacktrace",
    "exception",
];

/// Words that take it back: the template of a path is bounded.
const BOUNDED: [&str; 9] =
    ["template", "pattern", "route", "type", "kind", "class", "status", "region", "category"];

/// What a service is divided into: as many as there are customers or places, and meant to be told apart.
const PARTITIONS: [&str; 15] = [
    "tenant",
    "org",
    "organization",
    "namespace",
    "cluster",
    "region",
    "zone",
    "project",
    "workspace",
    "environment",
    "team",
    "datacenter",
    "provider",
    "shard",
    "host",
];

/// Returns what is wrong with a label's name.
pub(super) fn mistake(name: &str) -> Option<String> {
    let flat = name.replace('.', "_");
    if RESERVED.iter().any(|reserved| reserved.replace('.', "_") == flat) {
        return Some(format!(
            "`{name}` is a label that Prometheus or OpenTelemetry adds: choose another name"
        ));
    }
    spelling(name)
}

/// Whether a name says that its values have no bound.
pub(super) fn is_unbounded(name: &str, is_text: bool) -> bool {
    let words: Vec<&str> = name.split(['.', '_']).collect();
    let (Some(last), before) = (words.last(), words.len().checked_sub(2).and_then(|at| words.get(at))) else {
        return false;
    };
    if words.iter().any(|word| BOUNDED.contains(word))
        || *last == "id" && before.is_some_and(|word| PARTITIONS.contains(word))
    {
        return false;
    }
    // Of several it is the same: `emails`. What ends with an `s` by itself stands in the lists as it is.
    let is_listed =
        |list: &[&str]| list.contains(last) || last.strip_suffix('s').is_some_and(|one| list.contains(&one));
    is_listed(&UNBOUNDED) || is_text && is_listed(&UNBOUNDED_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_no_bound() {
        let named = ["user_id", "session_id", "email", "ip", "url", "uuid", "trace_id", "timestamp"];
        for name in named.into_iter().chain([
            "user.id",
            "client.ip",
            "customer_email",
            "request_url",
            "emails",
            "userid",
            "host_ip",
            "remote.urls",
        ]) {
            assert!(is_unbounded(name, false), "{name}");
        }
        assert!(is_unbounded("url.path", true) && !is_unbounded("read_path", false));
    }

    #[test]
    fn names_of_what_is_bounded_are_left_alone() {
        for name in
            ["method", "http.route", "url.template", "tenant_id", "status", "valid", "id_type", "error.type"]
        {
            assert!(!is_unbounded(name, true), "{name}");
        }
    }

    #[test]
    fn labels_of_others_are_theirs() {
        for name in ["le", "quantile", "otel.scope.name", "otel_scope_name"] {
            assert!(mistake(name).is_some(), "{name}");
        }
        assert_eq!(mistake("http.request.method"), None);
    }
}
