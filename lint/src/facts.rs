//! Semantic facts: what a file's code does, in no language's terms.
//!
//! Rules match these by name, so the schema below is the contract between the model, which produces facts,
//! and `rules/`, which judges them. A fact's fields are names and words: the analysis that decides a word
//! (is this span ended on every path?) belongs to `model/`, never to a rule.

use crate::diagnostic::Confidence;
use crate::source::TextRange;
use std::borrow::Cow;

/// Index of a file in a run.
pub type FileId = u32;
/// Index of a service in a run.
pub type ServiceId = u32;

/// The allowed values of a field; empty where any text is.
type Values = &'static [&'static str];

/// The kinds of facts with their fields.
pub const SCHEMA: &[(&str, &[(&str, Values)])] = &[
    (
        "entry-point",
        &[
            ("kind", ENTRY_KINDS),
            ("framework", &[]),
            ("name", &[]),
            ("route", &[]),
            ("traced", TRACED),
            ("probe", &["yes", "no"]),
        ],
    ),
    (
        "outbound-call",
        &[
            ("kind", CALL_KINDS),
            ("library", &[]),
            ("callee", &[]),
            ("traced", TRACED),
            ("context", &["passed", "dropped", "background", "none"]),
            ("variant", &[]),
            ("timeout", &["given", "missing", "disabled", "default", "unknown"]),
            ("spans", &["none", "elsewhere"]),
            ("measured", &["yes", "no", "repeated"]),
        ],
    ),
    ("context-call", &[("callee", &[]), ("context", &["background", "dropped"]), ("variant", &[])]),
    (
        "task-spawn",
        &[
            ("callee", &[]),
            ("name", &[]),
            ("context", &["kept", "lost"]),
            ("reaches", &["outbound-call", "span", "nothing"]),
        ],
    ),
    (
        "span-start",
        &[
            ("name", &[]),
            ("variable", &[]),
            (
                "ended",
                &[
                    "scope",
                    "every-path",
                    "handed-on",
                    "not-on-every-path",
                    "never",
                    "not-on-exception",
                    "over-await",
                    "at-once",
                ],
            ),
        ],
    ),
    (
        "span-name",
        &[
            ("name", &[]),
            ("origin", &["bounded", "unbounded", "unknown"]),
            ("telling-name", &["yes", "no"]),
            ("source", &[]),
        ],
    ),
    (
        "sensitive-field",
        &[("sink", &["log", "span"]), ("field", &[]), ("what", &[]), ("known-by", &["origin", "name"])],
    ),
    ("error-path", &[("name", &[]), ("recorded", &["yes", "no"])]),
    (
        "log-call",
        &[
            ("library", &[]),
            ("fields", &["some", "none"]),
            ("readers", &["people", "operators"]),
            ("callee", &[]),
            ("level", &["trace", "debug", "info", "warn", "error", "fatal"]),
            ("message", &["literal", "interpolated", "formatted", "concatenated", "lazy-format", "variable"]),
        ],
    ),
    (
        "print-call",
        &[
            ("callee", &[]),
            ("place", &["code", "for-people", "main-block"]),
            ("shows", &["error", "other"]),
            ("around", &["handler", "request", "entry-file", "calls-out", "unknown"]),
        ],
    ),
    (
        "catch",
        &[
            ("caught", &["blanket", "typed", "control-flow", "optional-import"]),
            ("form", &["handler", "rejection", "check", "discard", "fallback"]),
            ("body", &["nothing", "comment", "logs-without-error", "logs-error", "default", "handled"]),
            ("name", &[]),
            ("callee", &[]),
            ("function", &["tells", "silent"]),
            ("guards", &["outbound", "run", "unknown", "at-hand"]),
            ("waits", &["yes", "no"]),
            ("size", &["one", "few", "many"]),
            ("answer", &["structure", "nothing", "name", "assigned", "none"]),
        ],
    ),
    (
        "threshold",
        &[
            ("quantity", &["elapsed", "latency", "utilisation", "error-ratio", "queue-depth"]),
            ("known-by", &["origin", "name"]),
            ("number", &[]),
            ("side", &["over", "under"]),
            ("reported", &["yes", "no"]),
        ],
    ),
    (
        "metric-definition",
        &[
            ("name", &[]),
            ("type", &["counter", "gauge", "histogram", "summary"]),
            ("library", &[]),
            (
                "problem",
                &[
                    "none",
                    "camel-case",
                    "invalid-characters",
                    "missing-unit",
                    "not-base-unit",
                    "missing-total",
                    "total-on-non-counter",
                    "reserved-suffix",
                ],
            ),
            ("detail", &[]),
        ],
    ),
    (
        "metric-label",
        &[
            ("metric", &[]),
            ("label", &[]),
            ("origin", &["constant", "enumerated", "bounded", "unbounded", "unknown"]),
            ("telling-name", &["yes", "no"]),
            ("partition", &["named", "yes", "no"]),
            ("source", &[]),
        ],
    ),
    (
        "alert-rule",
        &[
            ("name", &[]),
            ("runbook", PRESENCE),
            ("severity", PRESENCE),
            ("summary", PRESENCE),
            ("for", &["present", "missing", "not-needed"]),
            ("paging", &[]),
            ("cause", &[]),
        ],
    ),
];

/// The field that every fact carries.
pub const ROLE: (&str, Values) =
    ("role", &["service", "library", "command-line", "test", "script", "example"]);

const ENTRY_KINDS: Values = &["http", "grpc", "consumer", "job"];
const CALL_KINDS: Values = &["http", "grpc", "db", "cache", "messaging"];
const TRACED: Values = &["yes", "partial", "no"];
const PRESENCE: Values = &["present", "missing", "placeholder"];

/// One thing said about a place in a file.
#[derive(Debug, Clone)]
pub struct Fact {
    /// A kind of [`SCHEMA`].
    pub kind: &'static str,
    /// The file.
    pub file: FileId,
    /// Where in it a diagnostic would point.
    pub range: TextRange,
    /// `Low` where a name was guessed rather than resolved.
    pub confidence: Confidence,
    /// Field names of the schema with their values; `role` included.
    pub fields: Vec<(&'static str, Cow<'static, str>)>,
    /// The service, where the file belongs to one.
    pub service: Option<ServiceId>,
    /// Places that explain it: file, range, what is there.
    pub related: Vec<(FileId, TextRange, String)>,
}

impl Fact {
    /// Returns a field's value.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_ref())
    }
}

/// What the related places of a fact are to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They lead to it, in their order.
    Steps,
    /// Each is a way on from it.
    Exits,
    /// They explain it, or are of its kind.
    Notes,
}

/// Returns what the related places of a kind's facts are to them.
pub fn relation_of(kind: &str) -> Relation {
    match kind {
        "metric-label" | "error-path" | "span-name" | "sensitive-field" => Relation::Steps,
        "span-start" => Relation::Exits,
        _ => Relation::Notes,
    }
}

/// Returns the fields of a kind, or `None` where there is no such kind.
pub fn fields_of(kind: &str) -> Option<&'static [(&'static str, Values)]> {
    SCHEMA.iter().find(|(name, _)| *name == kind).map(|(_, fields)| *fields)
}
