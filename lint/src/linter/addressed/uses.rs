//! Who uses a name, and what follows from it once all are known.

use rustc_hash::{FxHashMap, FxHashSet};

/// Who uses a name.
#[derive(Default)]
pub(super) struct Uses<'a> {
    /// Functions that call it, outside tools.
    pub(super) callers: FxHashSet<&'a str>,
    /// How often tools call it.
    pub(super) by_tools: usize,
    /// How often tests call it.
    pub(super) by_tests: usize,
    /// Whether it is a method, which others may call through what they know it by.
    pub(super) is_method: bool,
    /// Whether it is used in a way that says nothing, or that speaks against it.
    pub(super) is_ended: bool,
    /// How many files use it, other than to define or import a function, tools and tests left out.
    pub(super) files: usize,
}

impl Uses<'_> {
    /// Uses of which nothing more is asked.
    pub(super) fn ended() -> Self {
        Self { is_ended: true, ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.callers.extend(other.callers);
        self.by_tools += other.by_tools;
        self.by_tests += other.by_tests;
        self.is_method |= other.is_method;
        self.is_ended |= other.is_ended;
        self.files += other.files;
    }
}

/// Names that nothing but tools, or nothing but tests and tools, lead to.
pub(super) struct Aside<'a> {
    pub(super) by_tools: FxHashSet<&'a str>,
    pub(super) by_tests: FxHashSet<&'a str>,
}

impl<'a> Aside<'a> {
    pub(super) fn of(known: &FxHashMap<&'a str, Uses<'a>>) -> Self {
        Self {
            by_tools: settled(known, |uses| uses.by_tools > 0),
            by_tests: settled(known, |uses| uses.by_tests + uses.by_tools > 0 && !uses.is_method),
        }
    }
}

/// Hands on, from caller to callee, what speaks for a name: all that call it must be such functions themselves. A caller
/// that was not looked at any more stands too far off.
fn settled<'a>(
    known: &FxHashMap<&'a str, Uses<'a>>,
    is_told: impl Fn(&Uses<'a>) -> bool,
) -> FxHashSet<&'a str> {
    let mut settled: FxHashSet<&str> = FxHashSet::default();
    loop {
        let is_aside = |uses: &Uses<'a>| {
            !uses.is_ended
                && (is_told(uses) || !uses.callers.is_empty())
                && uses.callers.iter().all(|caller| settled.contains(caller))
        };
        let more: Vec<&str> = known
            .iter()
            .filter(|(name, uses)| !settled.contains(*name) && is_aside(uses))
            .map(|(name, _)| *name)
            .collect();
        if more.is_empty() {
            return settled;
        }
        settled.extend(more);
    }
}
