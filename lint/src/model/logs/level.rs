//! The level of a log call: fixed, in the method's name, in an argument, or somewhere in the receiver's chain.

use crate::knowledge::{LoggerSpec, SelectorKey};
use crate::model::context::FileContext;
use crate::syntax::{Kind, NodeId, Part};

/// What levels are called, by how their names begin.
const LEVELS: [(&str, &str); 13] = [
    ("trace", "trace"),
    ("debug", "debug"),
    ("info", "info"),
    ("notice", "info"),
    ("warn", "warn"),
    ("err", "error"),
    ("exception", "error"),
    ("crit", "fatal"),
    ("fatal", "fatal"),
    ("panic", "fatal"),
    ("severe", "error"),
    ("fine", "debug"),
    ("config", "debug"),
];
/// How many calls of a chain are looked at.
const LONGEST_CHAIN: usize = 32;

/// Returns the level of a call; `info` where nothing says it.
pub(in crate::model) fn level(context: &FileContext<'_>, call: NodeId, spec: &LoggerSpec) -> &'static str {
    let syntax = context.syntax();
    let method = || syntax.part(call, Part::Callee).map_or("", |callee| syntax.name(callee));
    let found = match spec.level.as_str() {
        "method" | "" => named(method()),
        "argument" => before_message(spec).and_then(|position| of_argument(context, call, position)),
        "chain" => of_chain(context, call),
        fixed => match fixed.parse() {
            Ok(position) => of_argument(context, call, position),
            Err(_) => named(fixed),
        },
    };
    found.unwrap_or("info")
}

fn named(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let word = word.strip_prefix("level").unwrap_or(&word);
    let word = word.strip_prefix("dp").map_or(word, |_| &word[1..]);
    LEVELS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, level)| *level)
}

fn before_message(spec: &LoggerSpec) -> Option<i64> {
    spec.message.0.iter().find_map(|key| match key {
        SelectorKey::Position(position) => Some(position - 1),
        SelectorKey::Name(_) => None,
    })
}

/// Reads `logging.INFO`, `zap.WarnLevel`, `slog.LevelError` and `"debug"` by their names.
fn of_argument(context: &FileContext<'_>, call: NodeId, position: i64) -> Option<&'static str> {
    let argument = context.select_key(call, &SelectorKey::Position(position))?;
    let syntax = context.syntax();
    match syntax.kind(argument) {
        Kind::Name | Kind::Member => named(syntax.name(argument)),
        _ => context.constant_text(argument).as_deref().and_then(named),
    }
}

/// The call that begins the record names its level; fields added later may bear such names too.
fn of_chain(context: &FileContext<'_>, call: NodeId) -> Option<&'static str> {
    chain(context, call).into_iter().rev().find_map(|link| {
        let callee = context.syntax().part(link, Part::Callee)?;
        let name = context.syntax().name(callee);
        // `atInfo` begins a record of that level.
        let after = name.strip_prefix("at").filter(|level| level.starts_with(char::is_uppercase));
        let name = after.unwrap_or(name);
        let is_whole = LEVELS.iter().any(|(level, _)| name.eq_ignore_ascii_case(level));
        (is_whole || name == "Warning").then(|| named(name)).flatten()
    })
}

/// Returns the calls that a call is chained to, the nearest first.
pub(in crate::model) fn chain(context: &FileContext<'_>, call: NodeId) -> Vec<NodeId> {
    let mut links = Vec::new();
    let mut current = call;
    while let Some(receiver) = context.receiver(current) {
        let receiver = context.defining(receiver);
        if context.syntax().kind(receiver) != Kind::Call || links.len() == LONGEST_CHAIN {
            break;
        }
        links.push(receiver);
        current = receiver;
    }
    links
}
