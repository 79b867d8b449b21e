//! Attributes: only what is named, in the form that is asked for.

use std::{borrow::Cow, cell::Cell, fmt, num::NonZero, sync::Arc};

use tests_spans::spans_of;
use tracewell::traced;

struct Order {
    id: u64,
    tier: Option<Tier>,
    note: Option<String>,
}

#[derive(Debug)]
enum Tier {
    Gold,
}

impl fmt::Display for Tier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the golden one")
    }
}

#[traced(fields(order.id = order.id, tier = ?order.tier, shown = %order.tier, note = order.note, "http.request.method" = "GET", r#type = 'x'))]
fn place(order: &Order, secret: &str) -> usize {
    secret.len()
}

#[test]
fn only_named_values_are_recorded() {
    let spans = spans_of(|| {
        place(&Order { id: 7, tier: Some(Tier::Gold), note: None }, "hunter2");
    });
    let expected = "place order.id=7 tier=Gold shown=the golden one http.request.method=GET type=x\n";
    assert_eq!(spans.tree(), expected);
}

#[traced(fields(tier = ?tier, by_reference = ?&tier, shown = %tier, number = number))]
fn absent(tier: Option<Tier>, number: Option<&u8>) {
    let _ = (tier, number);
}

#[test]
fn nothing_is_recorded_of_none() {
    let spans = spans_of(|| absent(None, None));
    assert_eq!(spans.tree(), "absent\n");
}

#[traced(fields(
    truth = true, small = -1_i8, size = 3_usize, large = u64::MAX, float = 0.5, zeroless = NonZero::<u32>::MIN,
    text = text, owned = text.to_owned(), cow = Cow::Borrowed(text), shared = Arc::<str>::from(text),
    nested = Some(&Some(1)), list = [1_i64, 2], words = vec!["a", "b"], mutable = &mut 1, sum = 1 + 1,
))]
fn every_kind(text: &str) {
    let _ = text;
}

#[test]
fn numbers_truth_and_text_are_recorded_as_they_are() {
    let spans = spans_of(|| every_kind("t"));
    assert_eq!(
        spans.tree(),
        "every_kind truth=true small=-1 size=3 large=18446744073709551615 float=0.5 zeroless=1 text=t owned=t cow=t \
         shared=t nested=1 list=[1,2] words=[\"a\",\"b\"] mutable=1 sum=2\n"
    );
}

#[traced(level = "debug", fields(seen = count(seen)))]
fn below_the_level(seen: &Cell<u32>) {
    count(seen);
}

fn count(seen: &Cell<u32>) -> u32 {
    seen.set(seen.get() + 1);
    seen.get()
}

#[test]
fn values_of_spans_that_are_not_recorded_are_not_computed() {
    let seen = Cell::new(0);
    let spans = spans_of(|| below_the_level(&seen));
    assert_eq!((spans.tree().as_str(), seen.get()), ("", 1));
}

#[traced(fields(text = text))]
fn consumes(text: String) -> String {
    text
}

#[traced(fields(text = text))]
async fn consumes_later(text: String) -> String {
    text
}

#[test]
fn values_are_borrowed_and_stay_the_functions_own() {
    let spans = spans_of(|| {
        assert_eq!(consumes("a".to_owned()), "a");
        assert_eq!(
            futures_util::FutureExt::now_or_never(consumes_later("b".to_owned())).as_deref(),
            Some("b")
        );
    });
    assert_eq!(spans.tree(), "consumes text=a\nconsumes_later text=b\n");
}

#[traced(ret)]
fn number() -> u8 {
    7
}

#[traced(ret(?))]
fn tier() -> Option<Tier> {
    Some(Tier::Gold)
}

#[traced(ret(%))]
async fn fallible(fails: bool) -> Result<Tier, String> {
    if fails { Err("no".to_owned()) } else { Ok(Tier::Gold) }
}

#[test]
fn answers_are_recorded_and_of_results_only_the_good_ones() {
    let spans = spans_of(|| {
        number();
        tier();
        for fails in [false, true] {
            let _ = futures_util::FutureExt::now_or_never(fallible(fails));
        }
    });
    let expected = "number return=7\ntier return=Gold\nfallible return=the golden one\nfallible\n";
    assert_eq!(spans.tree(), expected);
}
