//! What an API path can mean, but for what it emits: `[[outbound]]` and its like.

use super::selector::{OnlyWhen, Selector};
use serde::Deserialize;

/// A table that is listed; its `on` lists API paths.
pub(in crate::knowledge) trait Spec {
    /// Returns the API paths it speaks of.
    fn on(&self) -> &[String];
}

/// A table whose `on` lists API paths and whose other keys say what they mean; all may be left out. Fields stay inside the crate, so that
/// the compiler tells of keys that nothing uses.
macro_rules! spec {
    ($(#[$meta:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        #[allow(unreachable_pub, reason = "not every specification leaves this module")]
        pub struct $name {
            /// The API paths it speaks of.
            #[serde(default)]
            pub(crate) on: Vec<String>,
            $($(#[$attribute])* #[serde(default)] pub(crate) $field: $type,)*
        }

        impl Spec for $name {
            fn on(&self) -> &[String] {
                &self.on
            }
        }
    };
}
pub(super) use spec;

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
        /// API paths of types one of which a parameter of a serving method has; empty: any.
        takes: Vec<String>,
        /// Files (globs) whose exports serve by their place.
        files: Vec<String>,
        /// The names of those exports.
        exports: Vec<String>,
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
        /// Which argument is a request that the bound is given to while it is built, by calls among `client-timeout`.
        request: Selector,
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
    /// Gives a span another name.
    SpanNameSpec {
        /// Which argument is the name.
        name: Selector,
    }
}

spec! {
    /// Starts a span.
    SpanSpec {
        /// Which argument is the name.
        name: Selector,
        /// A text given as the name is taken as it is written: what looks like a placeholder is none.
        literal_name: bool,
        /// Which result is the span.
        result: usize,
        /// Ends by itself.
        scoped: bool,
        /// Records escaping errors by itself.
        records_errors: bool,
        /// Arguments with which it records errors that its function returns.
        recording_arguments: Vec<String>,
        /// Which argument is the function that it lasts for, and that is given it.
        callback: Option<Selector>,
        /// Its library links errors that are logged to the active span.
        takes_logged_errors: bool,
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
        /// By this call a handler hands on what it was given: the span that counts stands around it.
        passes_on: bool,
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
        /// What runs the task: one that is made out of sight may hand the context over.
        executor: Selector,
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
    /// Just paths.
    Paths {}
}
