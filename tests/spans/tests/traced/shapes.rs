//! Functions of every shape: what the compiler accepts without the attribute it accepts with it.

use std::{fmt::Display, ops::Add};

use futures_util::{FutureExt, Stream, StreamExt};
use tests_spans::spans_of;
use tracewell::traced;

#[traced(fields(first = %first, N = N))]
fn generic<T, const N: usize>(first: T) -> [T; N]
where
    T: Display + Copy + Add<Output = T>,
{
    [first; N]
}

#[traced]
fn opaque(limit: u32) -> impl Iterator<Item = u32> + Clone {
    (0..limit).filter(|number| number % 2 == 0)
}

#[traced(err(log = false), ret(?))]
fn fallible_opaque(
    items: impl IntoIterator<Item = u32>,
) -> Result<impl Iterator<Item = u32> + std::fmt::Debug, String> {
    let items: Vec<u32> = items.into_iter().collect();
    if items.is_empty() {
        return Err("empty".to_owned());
    }
    Ok(items.into_iter())
}

#[traced(err(log = false))]
fn longer<'a>(left: &'a str, right: &'a str) -> Result<&'a str, &'a str> {
    if left.len() >= right.len() { Ok(left) } else { Err(right) }
}

#[traced]
async fn longer_later<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.len() >= right.len() {
        return left;
    }
    right
}

struct Stack(Vec<u32>);

impl Stack {
    #[traced(err(log = false))]
    fn top(&mut self) -> Result<&mut u32, String> {
        self.0.last_mut().ok_or_else(|| "empty".to_owned())
    }

    #[traced(err(log = false))]
    async fn top_later(&mut self) -> Result<&mut u32, String> {
        let top = self.0.last_mut().ok_or("empty")?;
        *top += 1;
        Ok(top)
    }

    #[traced]
    fn into_inner(self) -> Vec<u32> {
        self.0
    }

    #[traced(ret)]
    fn count<T>(&self, mut start: usize, (step, _): (usize, T)) -> usize
    where
        Self: Sized,
    {
        start += self.0.len();
        start * step
    }

    #[traced(fields(start = start))]
    async fn count_later<T>(self: Box<Self>, mut start: usize, (step, _): (usize, T)) -> usize {
        start += self.0.len();
        start * step
    }
}

/// # Safety
/// `number` is not null.
#[traced]
#[allow(unsafe_code, reason = "what is tested")]
unsafe fn read(number: *const u32) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { *number }
}

/// # Safety
/// `number` is not null.
#[traced(err(log = false))]
#[allow(unsafe_code, reason = "what is tested")]
async unsafe fn read_later(number: &u32) -> Result<u32, String> {
    // SAFETY: a reference can be read.
    Ok(unsafe { *std::ptr::from_ref(number) })
}

#[traced]
fn never_returns() -> ! {
    std::panic::resume_unwind(Box::new(()));
}

#[traced]
async fn never_returns_later() -> ! {
    std::panic::resume_unwind(Box::new(()));
}

#[traced]
fn recursive(depth: u32) -> u32 {
    if depth == 0 { 0 } else { recursive(depth - 1) + 1 }
}

macro_rules! made_by_a_macro {
    ($name:ident, $value:expr, $ty:ty) => {
        #[traced(fields(value = $value), ret)]
        async fn $name(argument: $ty) -> $ty {
            argument
        }
    };
}

made_by_a_macro!(made, 2 + 3, u32);

trait Shape {
    #[traced]
    fn area(&self) -> f64 {
        0.0
    }

    async fn later(&self) -> f64;
}

impl Shape for u32 {
    #[traced(fields(side = *self))]
    async fn later(&self) -> f64 {
        f64::from(*self)
    }
}

#[test]
#[allow(unsafe_code, reason = "what is tested")]
fn every_shape_works_as_without_the_attribute() {
    let spans = spans_of(|| {
        assert_eq!(generic::<_, 2>(3), [3, 3]);
        assert_eq!(opaque(5).collect::<Vec<_>>(), [0, 2, 4]);
        assert_eq!(fallible_opaque([1]).unwrap().count(), 1);
        assert!(fallible_opaque([]).is_err());
        assert_eq!(longer("aa", "a"), Ok("aa"));
        assert_eq!(longer_later("a", "bb").now_or_never(), Some("bb"));
        let mut stack = Stack(vec![1]);
        *stack.top().unwrap() += 1;
        *stack.top_later().now_or_never().unwrap().unwrap() += 1;
        assert_eq!(stack.count(1, (2, ())), 4);
        assert_eq!(stack.into_inner(), [4]);
        assert_eq!(Box::new(Stack(vec![1])).count_later(1, (2, ())).now_or_never(), Some(4));
        assert_eq!(recursive(1), 1);
        assert_eq!(made(6).now_or_never(), Some(6));
        assert!(3.area() < 1.0);
        assert_eq!(3.later().now_or_never(), Some(3.0));
        // SAFETY: both point to a number.
        unsafe {
            assert_eq!(read(&7), 7);
            assert_eq!(read_later(&8).now_or_never().unwrap(), Ok(8));
        }
        assert!(std::panic::catch_unwind(|| never_returns()).is_err());
        assert!(std::panic::catch_unwind(|| never_returns_later().now_or_never()).is_err());
    });
    let names: Vec<String> = spans.tree().lines().map(|line| line.trim().to_owned()).collect();
    let first = |line: &String| line.split(' ').next().map(str::to_owned);
    let seen: Vec<String> = names.iter().filter_map(first).collect();
    assert_eq!(
        seen.join(" "),
        "generic opaque fallible_opaque fallible_opaque longer longer_later top top_later count into_inner \
         count_later recursive recursive made area later read read_later never_returns never_returns_later"
    );
    assert_eq!(names[0], "generic first=3 N=2");
}

#[traced(fields(N = N))]
async fn generic_later<T: Copy + Send, const N: usize>(value: impl Into<T> + Send) -> [T; N] {
    [value.into(); N]
}

#[traced(stream, fields(N = N))]
fn generic_stream<T: Copy + Send, const N: usize>(value: T) -> impl Stream<Item = T> + Send {
    futures_util::stream::iter([value; N])
}

impl Stack {
    #[traced(stream)]
    fn items(&self) -> impl Stream<Item = &u32> + '_ {
        futures_util::stream::iter(&self.0)
    }

    #[traced]
    fn longest_of<'a, 'b: 'a>(&'b self, other: &'a [u32]) -> &'a [u32] {
        if self.0.len() > other.len() { &self.0 } else { other }
    }
}

trait Risky {
    /// # Safety
    /// None is needed.
    #[allow(unsafe_code, reason = "what is tested")]
    unsafe fn risk<'a>(&'a self, text: &'a str) -> &'a str;
}

impl Risky for Stack {
    #[traced(ret)]
    #[allow(unsafe_code, reason = "what is tested")]
    unsafe fn risk<'a>(&'a self, text: &'a str) -> &'a str {
        text
    }
}

#[test]
#[allow(unsafe_code, reason = "what is tested")]
fn shapes_in_each_other_work_as_well() {
    let spans = spans_of(|| {
        assert_eq!(generic_later::<u64, 2>(3_u32).now_or_never(), Some([3, 3]));
        assert_eq!(generic_stream::<_, 2>('a').collect::<String>().now_or_never().unwrap(), "aa");
        let stack = Stack(vec![1, 2]);
        assert_eq!(stack.items().count().now_or_never(), Some(2));
        assert_eq!(stack.longest_of(&[3]), [1, 2]);
        // SAFETY: none is needed.
        assert_eq!(unsafe { stack.risk("text") }, "text");
    });
    let expected = "generic_later N=2\ngeneric_stream N=2\nitems\nlongest_of\nrisk return=text\n";
    assert_eq!(spans.tree(), expected);
}
