//! The format of a library file, as serde reads it; `rules/README.md` documents every key.

use super::alert_format::AlertFormat;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where in a call an argument stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum SelectorKey {
    /// By position; negative counts from the end.
    Position(i64),
    /// By name, or one of the words `receiver`, `rest`, `arguments`, `decorated`, `enclosing`, or `0.Field`.
    Name(String),
}

/// One key or several, tried in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany<SelectorKey>")]
pub struct Selector(pub Vec<SelectorKey>);

impl Selector {
    /// Returns whether the selector is this single word.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.0.as_slice(), [SelectorKey::Name(name)] if name == word)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl From<OneOrMany<SelectorKey>> for Selector {
    fn from(keys: OneOrMany<SelectorKey>) -> Self {
        match keys {
            OneOrMany::Many(keys) => Self(keys),
            OneOrMany::One(key) => Self(vec![key]),
        }
    }
}

macro_rules! spec {
    ($(#[$meta:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        #[allow(unreachable_pub, reason = "not every specification leaves this module")]
        pub struct $name {
            /// The API paths it speaks of.
            #[serde(default)]
            pub on: Vec<String>,
            $($(#[$attribute])* #[serde(default)] pub $field: $type,)*
        }
    };
}

spec! {
    /// Registers a handler.
    EntryPointSpec {
        /// `http`, `grpc`, `consumer` or `job`.
        kind: String,
        /// Which argument is the handler.
        handler: Selector,
        /// Which argument is the route.
        route: Selector,
        /// What it hangs on.
        router: Selector,
        /// Where the handler is a class: the methods that serve.
        methods: Vec<String>,
        /// The name that messages use.
        framework: String,
        /// The name that `covers` must say.
        traced_as: String,
        /// API paths of a handler's untyped parameters; `input` is request data, and as the last one holds for all that
        /// follow.
        receives: Vec<String>,
        /// How many parameters a serving method has, receiver left out; empty: any.
        parameters: Vec<usize>,
        /// It registers only where an argument is one of these.
        only_when: Option<OnlyWhen>,
    }
}

spec! {
    /// Calls out of the process.
    OutboundSpec {
        /// `http`, `grpc`, `db`, `cache` or `messaging`.
        kind: String,
        /// Which argument carries the context.
        context: Option<Selector>,
        /// Calls that put a context into the receiver or an argument beforehand.
        context_from: Vec<String>,
        /// It is an outbound call only where an argument is one of these.
        only_when: Option<OnlyWhen>,
        /// The API that takes a context, where this one does not.
        variant: Option<String>,
        /// Arguments that bound the wait.
        timeout: Selector,
        /// Arguments of the client's construction that bound it, fields set on it, and calls (API paths) on it.
        client_timeout: Selector,
        /// Calls that give the client a part of the project's own, which may bound it.
        may_bound: Vec<String>,
        /// Calls anywhere in the service that give all such calls a timeout.
        default_timeout: Vec<String>,
        /// Whether it waits for ever without.
        waits_forever: bool,
        /// The name that `covers` must say.
        traced_as: String,
        /// The library's name.
        library: String,
        /// Calls that are taken for it by name alone, where the receiver is unknown: `http_client.get`.
        guess: Vec<String>,
        /// Functions that pass such a call on rather than make one.
        not_inside: Vec<String>,
    }
}

spec! {
    /// Builds a request that is sent later.
    RequestSpec {
        /// The call that takes a context.
        variant: String,
        /// Calls that put a context into it afterwards.
        context_from: Vec<String>,
    }
}

spec! {
    /// Starts a span.
    SpanSpec {
        /// Which argument is the name.
        name: Selector,
        /// Which result is the span.
        result: usize,
        /// Ends by itself.
        scoped: bool,
        /// Records escaping errors by itself.
        records_errors: bool,
        /// Its library links errors that are logged to the active span.
        takes_logged_errors: bool,
    }
}

spec! {
    /// Writes a log record.
    LoggerSpec {
        /// A level, or `method`.
        level: String,
        /// Which argument is the message.
        message: Selector,
        /// How the message is built.
        style: Style,
        /// Arguments that attach the error.
        error_arguments: Vec<String>,
        /// Attaches the current error by itself.
        carries_error: bool,
        /// It takes no fields.
        without_fields: bool,
        /// The library's name.
        library: String,
    }
}

spec! {
    /// Prints.
    PrintSpec {
        /// Arguments that choose another stream.
        stream: Selector,
        /// Prints only where an argument is one of these.
        only_when: Option<OnlyWhen>,
        /// Speaks to a terminal by design.
        for_people: bool,
    }
}

/// A condition on an argument's API path.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OnlyWhen {
    /// Which argument.
    pub argument: Selector,
    /// The paths it must have one of.
    pub is: Vec<String>,
}

spec! {
    /// Defines a metric.
    MetricSpec {
        /// `counter`, `gauge`, `histogram` or `summary`.
        r#type: String,
        /// Which argument is the name.
        name: Selector,
        /// Arguments whose texts come before the name, joined by `_`.
        name_prefix: Vec<SelectorKey>,
        /// Which argument is the unit.
        unit: Selector,
        /// Which argument lists the labels.
        labels: Selector,
        /// `prometheus`, `opentelemetry` or `statsd`.
        convention: String,
        /// Whether the library appends `_total` itself.
        adds_total: bool,
        /// Whether the name's text may go on with labels in braces.
        labels_in_name: bool,
        /// Methods that only a gauge should have: a counter on which they are called is one.
        gauge_methods: Vec<String>,
        /// Which argument is a function that yields the value: a gauge that has one may show what is counted elsewhere.
        callback: Selector,
        /// The library's name.
        library: String,
    }
}

spec! {
    /// Uses a metric with labels.
    MetricUseSpec {
        /// Which argument holds them.
        labels: Selector,
    }
}

spec! {
    /// Builds one label.
    LabelSpec {
        /// Which argument is the name.
        key: Selector,
        /// Which argument is the value.
        value: Selector,
    }
}

spec! {
    /// Switches instrumentation on.
    InstrumentationSpec {
        /// Imports that switch it on.
        import: Vec<String>,
        /// Texts, such as settings, that switch it on.
        strings: Vec<String>,
        /// What is traced by it.
        covers: Vec<String>,
        /// Whose it is.
        by: String,
        /// Which argument it wraps.
        wraps: Option<Selector>,
        /// It counts only where what it is given is of this run and starts a span: a middleware written by hand.
        by_hand: bool,
        /// Which argument is the one object that it instruments.
        object: Option<Selector>,
        /// It counts only with one of these arguments.
        requires_argument: Vec<String>,
    }
}

spec! {
    /// Starts a task.
    SpawnSpec {
        /// Which argument is the task.
        task: Selector,
        /// Whether the task starts without the active context.
        loses_context: bool,
        /// The name that `covers` must say.
        traced_as: String,
    }
}

spec! {
    /// Can fail, and says so by its result.
    FallibleSpec {
        /// Dropping that is customary.
        clean_up: bool,
    }
}

spec! {
    /// Yields what it was given.
    WrapperSpec {
        /// Which argument.
        of: Selector,
    }
}

spec! {
    /// Just paths.
    Paths {}
}

/// How a logger builds its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Takes it as it is.
    #[default]
    Plain,
    /// Placeholders and arguments, kept apart until written.
    Lazy,
    /// Placeholders and arguments, formatted at once.
    Printf,
    /// Joins all its arguments.
    Print,
}

/// `[context]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct ContextTable {
    pub(super) types: Vec<String>,
    pub(super) carriers: BTreeMap<String, String>,
    pub(super) background: Vec<String>,
    pub(super) detach: Vec<String>,
    pub(super) deadline: Vec<String>,
    pub(super) keeps: Vec<String>,
}

/// `[command-line]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct CommandLineTable {
    pub(super) on: Vec<String>,
    pub(super) flags: Vec<String>,
    pub(super) exit: Vec<String>,
    pub(super) progress: Vec<String>,
    pub(super) scripts: Vec<String>,
}

/// `[exceptions]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct ExceptionsTable {
    pub(super) blanket: Vec<String>,
    pub(super) control_flow: Vec<String>,
    pub(super) optional_import: Vec<String>,
    pub(super) lookup: Vec<String>,
    pub(super) conversion: Vec<String>,
    pub(super) expected: BTreeMap<String, Vec<String>>,
    pub(super) current: Vec<String>,
}

/// `[origins]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct OriginsTable {
    pub(super) unbounded: BTreeMap<String, Vec<String>>,
    pub(super) bounded: BTreeMap<String, Vec<String>>,
    pub(super) passes: Vec<String>,
}

/// `[formatters]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct FormattersTable {
    pub(super) printf: Vec<String>,
    pub(super) print: Vec<String>,
    pub(super) table: Vec<String>,
}

/// A whole library file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct LibraryFile {
    pub(super) name: String,
    pub(super) roots: Vec<String>,
    pub(super) package: BTreeMap<String, String>,
    pub(super) values: BTreeMap<String, String>,
    pub(super) extends: BTreeMap<String, Vec<String>>,
    pub(super) entry_point: Vec<EntryPointSpec>,
    pub(super) outbound: Vec<OutboundSpec>,
    pub(super) request: Vec<RequestSpec>,
    pub(super) span: Vec<SpanSpec>,
    pub(super) span_end: Vec<Paths>,
    pub(super) span_error: Vec<Paths>,
    pub(super) logger: Vec<LoggerSpec>,
    pub(super) print: Vec<PrintSpec>,
    pub(super) metric: Vec<MetricSpec>,
    pub(super) metric_use: Vec<MetricUseSpec>,
    pub(super) label: Vec<LabelSpec>,
    pub(super) instrumentation: Vec<InstrumentationSpec>,
    pub(super) spawn: Vec<SpawnSpec>,
    pub(super) fallible: Vec<FallibleSpec>,
    pub(super) wrapper: Vec<WrapperSpec>,
    pub(super) formatters: FormattersTable,
    pub(super) context: ContextTable,
    pub(super) command_line: CommandLineTable,
    pub(super) exceptions: ExceptionsTable,
    pub(super) origins: OriginsTable,
    pub(super) quantities: BTreeMap<String, Vec<String>>,
    pub(super) alert_format: Vec<AlertFormat>,
}

impl LibraryFile {
    /// Returns whether calls of this library are facts by themselves, rather than help to understand others.
    pub(super) fn makes_facts(&self) -> bool {
        !(self.entry_point.is_empty()
            && self.outbound.is_empty()
            && self.request.is_empty()
            && self.span.is_empty()
            && self.logger.is_empty()
            && self.print.is_empty()
            && self.metric.is_empty()
            && self.metric_use.is_empty()
            && self.instrumentation.is_empty()
            && self.spawn.is_empty()
            && self.quantities.is_empty())
    }
}
