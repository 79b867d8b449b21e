//! What tests ask of a capture; a failure says what was asked for, and what there was.

use opentelemetry_sdk::trace::SpanData;

use super::{Capture, CapturedLog, Value, tree::log_line};

/// Why there are no logs although there may have been events.
pub(super) const DEAF: &str = "events cannot be captured: `tracing`'s subscriber is the program's own and lacks \
    `tracewell::layer()`";

impl Capture {
    /// Asserts what [`tree`](Self::tree) returns; `expected` may be indented, and begin and end with empty lines.
    ///
    /// # Panics
    /// When there is another tree.
    #[track_caller]
    pub fn assert_tree(&self, expected: &str) {
        let (expected, tree) = (dedented(expected), self.tree());
        if expected != tree {
            let place = first_difference(&expected, &tree);
            panic!("not the tree that was asked for{place}\nasked for:\n{expected}{}", self.what_there_was());
        }
    }

    /// Returns the one span of this name that has ended.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    pub fn assert_span(&self, name: &str) -> SpanData {
        let count = self.spans().iter().filter(|span| span.name == name).count();
        self.span(name).unwrap_or_else(|| {
            panic!("asked for one ended span `{name}`, there were {count}\n{}", self.what_there_was())
        })
    }

    /// Returns the one event of this name.
    ///
    /// # Panics
    /// When there is none, or more than one, or events cannot be captured.
    #[track_caller]
    pub fn assert_log(&self, event: &str) -> CapturedLog {
        let count = self.logs().iter().filter(|log| log.event() == event).count();
        self.log(event).unwrap_or_else(|| {
            panic!("asked for one event `{event}`, there were {count}\n{}", self.what_there_was())
        })
    }

    fn what_there_was(&self) -> String {
        let tree = self.tree();
        let tree = if tree.is_empty() { "(nothing)\n".to_owned() } else { tree };
        let note = if self.is_deaf() { format!("note: {DEAF}\n") } else { String::new() };
        format!("there was:\n{tree}{note}")
    }
}

impl CapturedLog {
    /// Asserts a field's value; returns the event for more.
    ///
    /// # Panics
    /// When the field has another value, or is not there.
    #[track_caller]
    pub fn assert_field(&self, key: &str, expected: impl Into<Value>) -> &Self {
        let expected = expected.into();
        let found = self.field(key);
        assert!(
            found == Some(&expected),
            "asked for `{key}` = {expected}, there was {}\nin: {}",
            found.map_or_else(|| "none".to_owned(), Value::to_string),
            log_line(self)
        );
        self
    }

    /// Asserts that the event carries the ids of this span; returns the event for more.
    ///
    /// # Panics
    /// When it carries others, or none.
    #[track_caller]
    pub fn assert_in(&self, span: &SpanData) -> &Self {
        let expected = (span.span_context.trace_id(), span.span_context.span_id());
        assert!(
            self.ids == Some(expected),
            "asked for `{}` in the span `{}` {expected:?}, its ids were {:?}",
            self.event,
            span.name,
            self.ids
        );
        self
    }
}

/// Takes off the indentation that all lines share, and empty lines at both ends.
fn dedented(text: &str) -> String {
    let is_empty = |line: &&str| line.trim().is_empty();
    let lines: Vec<&str> = text.lines().skip_while(is_empty).collect();
    let end = lines.iter().rposition(|line| !is_empty(line)).map_or(0, |last| last + 1);
    let lines = lines.get(..end).unwrap_or_default();
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let shared = lines.iter().filter(|line| !is_empty(line)).map(indent).min().unwrap_or(0);
    lines.iter().flat_map(|line| [line.get(shared..).unwrap_or_default(), "\n"]).collect()
}

fn first_difference(expected: &str, found: &str) -> String {
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let same = expected.iter().zip(&found).take_while(|(expected, found)| expected == found).count();
    let line =
        |lines: &[&str]| lines.get(same).map_or("nothing".to_owned(), |line| format!("`{}`", line.trim()));
    format!(": in line {} {} for {}", same + 1, line(&found), line(&expected))
}
