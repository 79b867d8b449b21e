//! One instrument of each kind that `#[metrics]` declares.

use tracewell::metrics::{
    Counter, ExponentialHistogram, Gauge, Histogram, LabelValue, Labels, ObservableGauge, Readings, Summary,
    UpDownCounter,
};

#[derive(LabelValue)]
enum Tier {
    Gold,
    #[label(text = "not so gold")]
    Silver,
}

#[derive(Labels)]
struct OrderLabels<'a> {
    #[label(name = "order.tier")]
    tier: Tier,
    #[label(name = "order.rush")]
    is_rush: bool,
    #[label(max = 1)]
    branch: &'a str,
    #[label(max = 5, integer)]
    status: &'a str,
}

#[tracewell::metrics(prefix = "ours")]
struct Ours {
    /// Paid.
    #[counter(unit = "{EUR}")]
    paid: Counter<OrderLabels<'static>, f64>,
    /// Open.
    #[up_down_counter(unit = "{order}")]
    open: UpDownCounter,
    /// Fill.
    #[gauge(unit = "1")]
    fill: Gauge,
    /// Shelves.
    #[gauge(unit = "{shelf}", observe = shelves)]
    shelves: ObservableGauge<(), u64>,
    /// Wait.
    #[histogram(unit = "s", buckets = [0.5, 1])]
    wait: Histogram,
    /// Work.
    #[exponential_histogram(unit = "s")]
    work: ExponentialHistogram,
    /// Size.
    #[summary(unit = "By", quantiles = [0, 0.5, 1])]
    size: Summary,
}

fn shelves(readings: &mut Readings<'_, (), u64>) {
    readings.observe(7, &());
}

/// Measures with each of them; one measurement is made in a span that is sampled.
pub(crate) fn measure() {
    let ours = Ours::get();
    let gold = OrderLabels { tier: Tier::Gold, is_rush: true, branch: "Ulm", status: "201" };
    ours.paid.add(2.5, &gold);
    ours.paid.add(0.5, &OrderLabels { tier: Tier::Silver, is_rush: false, branch: "Bonn", status: "" });
    ours.open.add(-3, &());
    ours.fill.set(0.25, &());
    for value in [0.25, 0.5] {
        ours.wait.record(value, &());
    }
    wait_long();
    for value in [0.0, 1.0, 2.0, 4.0] {
        ours.work.record(value, &());
    }
    for value in [1.0, 2.0, 4.0] {
        ours.size.record(value, &());
    }
}

#[tracewell::traced]
fn wait_long() {
    Ours::get().wait.record(4.0, &());
}
