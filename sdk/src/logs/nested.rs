//! Values with an inside (structs, lists, maps) on their way through tracing, which has no type for them.
//!
//! They travel as [`Nested`], whose `Debug` writes JSON: that is what other subscribers see. Our own readers must know
//! that the text is JSON and not a string that looks like it, so `Debug` leaves a mark on the thread: how long the JSON
//! was. [`format`] takes the text for JSON only when the mark covers all of it; a `Nested` somewhere inside a `?value`
//! does not.

use std::{
    cell::Cell,
    fmt::{self, Debug, Write},
};

use serde::Serialize;

/// Bytes of scratch memory that a thread keeps between two values.
const KEPT: usize = 64 << 10;

thread_local! {
    /// Length of the JSON text that was written since [`format`] began to listen.
    static MARK: Cell<Option<usize>> = const { Cell::new(None) };
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A value whose `Debug` is its JSON text.
pub struct Nested<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Debug for Nested<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The memory is taken out, not borrowed: a `Serialize` of a user may log on its own.
        let mut json = SCRATCH.try_with(Cell::take).unwrap_or_default();
        json.clear();
        write_json(&mut json, self.0);
        let outcome = show(f, &json);
        if json.capacity() <= KEPT {
            let _ = SCRATCH.try_with(|scratch| scratch.set(json));
        }
        outcome
    }
}

/// Writes the value; one that cannot be written (a map with lists as keys, say) becomes a string that says why.
fn write_json<T: Serialize + ?Sized>(json: &mut Vec<u8>, value: &T) {
    if let Err(error) = serde_json::to_writer(&mut *json, value) {
        json.clear();
        super::json::escape::push_string(json, &format!("[not serializable: {error}]"));
    }
}

fn show(f: &mut fmt::Formatter<'_>, json: &[u8]) -> fmt::Result {
    let text = str::from_utf8(json).map_err(|_| fmt::Error)?;
    f.write_str(text)?;
    // Two of them in one text are not JSON: no text is that long.
    let _ = MARK.try_with(|mark| mark.set(Some(mark.get().map_or(text.len(), |_| usize::MAX))));
    Ok(())
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Text,
    /// Valid JSON, as `serde_json` wrote it.
    Json,
}

/// Writes a value's text into `text`, in place of what that held, and says what it is.
///
/// A `Debug` that fails half-way leaves the half.
pub(crate) fn format(value: &dyn Debug, text: &mut String) -> Written {
    text.clear();
    // What listens further out (a `Debug` that logs) gets its mark back.
    let outer = MARK.try_with(|mark| mark.replace(None)).ok().flatten();
    let whole = write!(text, "{value:?}").is_ok();
    let mark = MARK.try_with(|mark| mark.replace(outer)).ok().flatten();
    if whole && mark == Some(text.len()) { Written::Json } else { Written::Text }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn formatted(value: &dyn Debug) -> (Written, String) {
        let mut text = "what was there before".to_owned();
        (format(value, &mut text), text)
    }

    #[test]
    fn a_nested_value_is_json_and_text_that_looks_like_it_is_not() {
        assert_eq!(formatted(&Nested(&[1, 2])), (Written::Json, "[1,2]".to_owned()));
        assert_eq!(formatted(&format_args!("[1,2]")), (Written::Text, "[1,2]".to_owned()));
    }

    #[test]
    fn a_nested_value_inside_other_text_does_not_make_it_json() {
        assert_eq!(formatted(&Some(Nested(&1))), (Written::Text, "Some(1)".to_owned()));
        assert_eq!(formatted(&format_args!("{:?}{:?}", Nested(&1), Nested(&2))).0, Written::Text);
        assert_eq!(formatted(&format_args!("{:?}{:?}", Nested(&""), "")).0, Written::Text);
    }

    #[test]
    fn a_value_that_cannot_be_written_says_why() {
        let lists_as_keys = HashMap::from([(vec![1], 1)]);
        let (written, text) = formatted(&Nested(&lists_as_keys));
        assert_eq!(
            (written, text.as_str()),
            (Written::Json, r#""[not serializable: key must be a string]""#)
        );
    }

    #[test]
    fn a_debug_that_formats_others_leaves_the_mark_alone() {
        struct Outer;
        impl Debug for Outer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Debug::fmt(&Nested(&"outer"), f)?;
                format(&Nested(&"inner"), &mut String::new());
                Ok(())
            }
        }
        assert_eq!(formatted(&Outer), (Written::Json, r#""outer""#.to_owned()));
    }
}
