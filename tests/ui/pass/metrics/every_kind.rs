//! Every kind of instrument and of label, without a warning, by another name of the SDK too.
#![deny(warnings)]

use tracewell as telemetry;
use telemetry::metrics::{
    Counter, ExponentialHistogram, Gauge, Histogram, LabelValue, Labels, ObservableCounter, ObservableGauge,
    ObservableUpDownCounter, Readings, Summary, UpDownCounter,
};

#[derive(Clone, Copy, LabelValue)]
#[label(crate = telemetry)]
pub enum Payment {
    Card,
    #[label(text = "bank-transfer")]
    Transfer,
    r#Move,
}

#[derive(Labels)]
#[labels(crate = telemetry, max_combinations = 6)]
pub struct OrderLabels {
    pub payment: Payment,
    pub r#express: bool,
}

#[derive(Labels)]
pub struct BranchLabels<'a> {
    #[label(name = "shop.branch", max = 50)]
    pub branch: &'a str,
    #[label(max = 20)]
    pub channel: std::borrow::Cow<'static, str>,
    #[label(max = 10, allow = "there are ten of them")]
    pub customer_id: String,
}

const BOUNDS: &[f64] = &[-1.0, 0.5, 2.0];

#[telemetry::metrics(prefix = "shop.orders", crate = telemetry)]
pub struct Shop {
    /// Orders.
    #[counter(unit = "{order}")]
    pub placed: Counter<OrderLabels>,
    /// Money.
    #[counter(unit = "{EUR}")]
    turnover: Counter<(), f64>,
    /// Orders under way.
    #[up_down_counter(unit = "{order}", name = "shop.active_orders")]
    active: UpDownCounter<BranchLabels<'static>>,
    /// How full the store is.
    #[gauge(unit = "1")]
    utilization: Gauge,
    /// How long it takes.
    #[histogram(unit = "s", buckets = [0.1, 1, 2.5])]
    duration: Histogram<OrderLabels>,
    /// Profit.
    #[histogram(unit = "{EUR}", buckets = BOUNDS)]
    profit: Histogram,
    /// How large.
    #[exponential_histogram(unit = "{item}")]
    size: ExponentialHistogram,
    /// How long the bank takes.
    #[summary(unit = "s", quantiles = [0, 0.5, 1])]
    payment: Summary,
    /// Orders that were ever seen.
    #[counter(unit = "{order}", observe = |seen| seen.observe(7, &()))]
    seen: ObservableCounter,
    /// Orders that wait.
    #[gauge(unit = "{order}", observe = waiting)]
    waiting: ObservableGauge<OrderLabels, u64>,
    /// Threads.
    #[cfg(all())]
    #[up_down_counter(unit = "{thread}")]
    threads: ObservableUpDownCounter,
    /// Not there.
    #[cfg(any())]
    #[counter(unit = "{thread}")]
    nowhere: Counter<Nothing>,
}

fn waiting(readings: &mut Readings<'_, OrderLabels, u64>) {
    readings.observe(3, &OrderLabels { payment: Payment::Card, express: true });
}

fn main() {
    // Registered early, without a word about the answer.
    Shop::get();
    let shop = Shop::get();
    let branch = String::from("Ulm");
    let labels = BranchLabels { branch: &branch, channel: "web".into(), customer_id: "7".into() };
    shop.placed.add(1, &OrderLabels { payment: Payment::Transfer, express: false });
    shop.placed.add(1, &OrderLabels { payment: Payment::Move, express: true });
    shop.turnover.add(0.5, &());
    shop.active.add(-1, &labels);
    drop(shop.active.hold(&labels));
    shop.utilization.set(0.5, &());
    shop.duration.record(0.5, &OrderLabels { payment: Payment::Card, express: true });
    shop.profit.record(-0.5, &());
    shop.size.record(3.0, &());
    shop.payment.record(0.2, &());
    shop.threads.observe(|readings| readings.observe(2, &())).keep();
    let names: Vec<_> = telemetry::metrics::collect().remove(0).metrics.into_iter().map(|it| it.name).collect();
    let expected = [
        "shop.orders.placed", "shop.orders.turnover", "shop.active_orders", "shop.orders.utilization",
        "shop.orders.duration", "shop.orders.profit", "shop.orders.size", "shop.orders.payment", "shop.orders.seen",
        "shop.orders.waiting", "shop.orders.threads",
    ];
    assert_eq!(names, expected);
}
