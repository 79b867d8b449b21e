//! Comma lists as headers carry them: over several lines, with empty members and white space around members.
//!
//! The one place that walks over what a peer sent without a bound, so the tests count its work here.

/// Returns `text` without the spaces and tabs around it, the only optional white space that the formats know.
pub(super) fn trim(text: &str) -> &str {
    let trimmed = text.trim_matches([' ', '\t']);
    work::add(text.len() - trimmed.len());
    trimmed
}

/// Returns the members of all `lines` in order as they stand there, empty ones included.
pub(super) fn raw_members<'a>(lines: &[&'a str]) -> impl Iterator<Item = &'a str> {
    lines.iter().flat_map(|line| line.split(',')).inspect(|member| work::add(member.len() + 1))
}

/// Returns the members of all `lines` in order, trimmed, without the empty ones.
pub(super) fn members<'a>(lines: &[&'a str]) -> impl Iterator<Item = &'a str> {
    raw_members(lines).map(trim).filter(|member| !member.is_empty())
}

/// Counts the bytes looked at, in tests only: a flood's cost is asserted by number, not by clock.
#[cfg(test)]
pub(super) mod work {
    use std::cell::Cell;

    thread_local!(static BYTES: Cell<usize> = const { Cell::new(0) });

    pub(in crate::propagation) fn add(bytes: usize) {
        BYTES.set(BYTES.get() + bytes);
    }

    /// Returns the bytes looked at on this thread while `task` ran.
    pub(in crate::propagation) fn of(task: impl FnOnce()) -> usize {
        let before = BYTES.get();
        task();
        BYTES.get() - before
    }
}

#[cfg(not(test))]
pub(super) mod work {
    pub(in crate::propagation) fn add(_bytes: usize) {}
}
