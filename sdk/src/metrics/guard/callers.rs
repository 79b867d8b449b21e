//! Which lines of the program ask for what is refused.

use std::{
    cmp::Reverse,
    fmt,
    panic::Location,
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// How many lines are told apart.
const CALLERS: usize = 8;

/// A line of the program that asked for what was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// Where the instrument was called.
    pub site: &'static Location<'static>,
    /// How many measurements of it were refused, about: exact for identifiers, and for all others as one in 64 has it,
    /// but at least one.
    pub count: u64,
}

/// The first eight lines that asked: 192 bytes, also while many threads ask at once.
#[derive(Default)]
#[repr(align(64))]
pub(super) struct Callers {
    sites: [OnceLock<&'static Location<'static>>; CALLERS],
    /// On a cache line of their own: the lines are read for each refusal, and the counts seldom written.
    counts: [AtomicU64; CALLERS],
}

impl Callers {
    /// Notes who asked, and that it stands for so many refusals; 0 where another one stands for this one.
    ///
    /// Who is new is kept whatever it stands for, so that a line that asks seldom has a name. A ninth one has none.
    #[inline]
    pub(super) fn note(&self, caller: &'static Location<'static>, weight: u64) {
        let is_first = self.sites[0].get().is_some_and(|first| ptr::eq(*first, caller));
        if weight > 0 || !is_first {
            self.count(caller, weight);
        }
    }

    #[inline(never)]
    fn count(&self, caller: &'static Location<'static>, weight: u64) {
        for (site, count) in self.sites.iter().zip(&self.counts) {
            let is_new = site.get().is_none() && site.set(caller).is_ok();
            if site.get().is_some_and(|known| is_same(known, caller)) {
                let weight = weight.max(u64::from(is_new));
                if weight > 0 {
                    count.fetch_add(weight, Relaxed);
                }
                return;
            }
        }
    }

    /// Returns who asked, who asked most first.
    pub(super) fn seen(&self) -> Vec<Caller> {
        let seen = self.sites.iter().zip(&self.counts).filter_map(|(site, count)| {
            // Its count may be about to be written.
            Some(Caller { site: site.get()?, count: count.load(Relaxed).max(1) })
        });
        let mut seen: Vec<_> = seen.collect();
        seen.sort_by_key(|caller| Reverse(caller.count));
        seen
    }
}

/// Whether both are on one line: the compiler may have made several of one place.
#[inline]
fn is_same(one: &'static Location<'static>, other: &'static Location<'static>) -> bool {
    ptr::eq(one, other) || one.line() == other.line() && one.file() == other.file()
}

/// `src/orders.rs:17, about 1200`
impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}, about {}", self.site.file(), self.site.line(), self.count)
    }
}

#[cfg(test)]
mod tests {
    use std::{panic::Location, sync::Barrier, thread};

    use super::{CALLERS, Callers};

    #[track_caller]
    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    /// Nine lines.
    #[rustfmt::skip]
    fn lines() -> [&'static Location<'static>; CALLERS + 1] {
        [
            here(),
            here(),
            here(),
            here(),
            here(),
            here(),
            here(),
            here(),
            here(),
        ]
    }

    #[test]
    fn who_asks_most_comes_first_and_who_is_new_is_kept_without_a_sample() {
        let (callers, [seldom, often, ..]) = (Callers::default(), lines());
        callers.note(seldom, 0);
        (0..10).for_each(|_| callers.note(often, 0));
        callers.note(often, 64);
        let seen: Vec<_> = callers.seen().iter().map(|caller| (caller.site.line(), caller.count)).collect();
        assert_eq!(seen, [(often.line(), 65), (seldom.line(), 1)]);
    }

    #[test]
    fn two_calls_on_one_line_are_one_caller() {
        let (callers, [one, other]) = (Callers::default(), [here(), here()]);
        assert_ne!(one.column(), other.column());
        callers.note(one, 1);
        callers.note(other, 1);
        assert_eq!(callers.seen().iter().map(|caller| caller.count).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn threads_that_come_at_once_lose_no_count_and_a_ninth_line_has_no_name() {
        let (callers, start) = (Callers::default(), Barrier::new(8));
        thread::scope(|scope| {
            for thread in 0..8 {
                let (callers, start) = (&callers, &start);
                scope.spawn(move || {
                    start.wait();
                    for order in 0..8_000 {
                        callers.note(lines()[(order + thread) % CALLERS], 1);
                    }
                });
            }
        });
        callers.note(lines()[CALLERS], 1);
        let mut seen: Vec<_> =
            callers.seen().iter().map(|caller| (caller.site.line(), caller.count)).collect();
        seen.sort_unstable();
        let expected: Vec<_> = lines()[..CALLERS].iter().map(|site| (site.line(), 8_000)).collect();
        assert_eq!(seen, expected);
        assert_eq!(size_of::<Callers>(), 192);
    }
}
