//! What a name says that its value measures, where its origin does not.

use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::syntax::{Kind, NodeId, Part};

/// Words that a name must have all of, with what they measure.
const QUANTITIES: &[(&[&str], &str)] = &[
    (&["latency"], "latency"),
    (&["response", "time"], "latency"),
    (&["elapsed"], "elapsed"),
    (&["duration"], "elapsed"),
    (&["utilisation"], "utilisation"),
    (&["utilization"], "utilisation"),
    (&["cpu", "percent"], "utilisation"),
    (&["cpu", "usage"], "utilisation"),
    (&["cpu", "load"], "utilisation"),
    (&["memory", "percent"], "utilisation"),
    (&["memory", "usage"], "utilisation"),
    (&["disk", "percent"], "utilisation"),
    (&["disk", "usage"], "utilisation"),
    (&["error", "rate"], "error-ratio"),
    (&["error", "ratio"], "error-ratio"),
    (&["failure", "rate"], "error-ratio"),
    (&["failure", "ratio"], "error-ratio"),
    (&["queue", "size"], "queue-depth"),
    (&["queue", "depth"], "queue-depth"),
    (&["queue", "length"], "queue-depth"),
    (&["backlog"], "queue-depth"),
    (&["consumer", "lag"], "queue-depth"),
];

/// Words that make a name a limit or a setting, and no measurement.
const SETTINGS: &[&str] = &[
    "max",
    "min",
    "limit",
    "timeout",
    "threshold",
    "config",
    "cfg",
    "settings",
    "options",
    "opts",
    "params",
    "default",
    "expected",
    "period",
    "interval",
    "ttl",
    "validity",
];

/// Returns what an expression measures by its name, else by the name of what it was taken from.
pub(super) fn quantity(context: &FileContext<'_>, id: NodeId) -> Option<&'static str> {
    let names = [Some(id), Some(context.defining(id)).filter(|defining| *defining != id)];
    let is_setting =
        |id: NodeId| words(context.syntax().text(id)).iter().any(|word| SETTINGS.contains(&word.as_str()));
    names.into_iter().flatten().filter(|id| !is_setting(*id)).find_map(|id| by_name(name(context, id)))
}

fn by_name(name: &str) -> Option<&'static str> {
    let words = words(name);
    let says = |wanted: &&[&str]| wanted.iter().all(|word| words.iter().any(|said| said == word));
    QUANTITIES.iter().find(|(wanted, _)| says(wanted)).map(|(_, quantity)| *quantity)
}

/// The name an expression goes by: its own, its key's, its callee's.
fn name<'a>(context: &FileContext<'a>, id: NodeId) -> &'a str {
    let syntax = context.syntax();
    match syntax.kind(id) {
        Kind::Name | Kind::Member => syntax.name(id),
        Kind::Index => {
            syntax.part(id, Part::Key).and_then(|key| syntax.string_value(key)).unwrap_or_default()
        }
        Kind::Call => syntax.part(id, Part::Callee).map_or("", |callee| syntax.name(callee)),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_measured() {
        assert_eq!(by_name("p99_latency_ms"), Some("latency"));
        assert_eq!(by_name("ErrorRate"), Some("error-ratio"));
        assert_eq!(by_name("price"), None);
    }
}
