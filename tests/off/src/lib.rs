//! Functions in pairs, without and with telemetry, that are to become the same machine code.
//!
//! None of them can panic: a panic says its line, and lines differ.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use tracewell::{
    Secret, debug, error, info,
    metrics::{Counter, Histogram, Labels, ObservableGauge, Summary, UpDownCounter},
    traced,
};

/// What cannot be weighed.
#[derive(Debug)]
pub struct TooHeavy;

impl std::fmt::Display for TooHeavy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("too heavy")
    }
}

impl std::error::Error for TooHeavy {}

#[derive(Labels)]
struct ParcelLabels<'a> {
    fragile: bool,
    #[label(max = 10)]
    customer: &'a str,
}

#[tracewell::metrics(prefix = "parcels")]
struct Parcels {
    /// Parcels.
    #[counter(unit = "{parcel}")]
    weighed: Counter<ParcelLabels<'static>>,
    /// Parcels on the scale.
    #[up_down_counter(unit = "{parcel}")]
    lying: UpDownCounter,
    /// How heavy they are.
    #[histogram(unit = "kg")]
    weight: Histogram,
    /// How heavy they are.
    #[summary(unit = "kg")]
    spread: Summary,
    /// Parcels that wait.
    #[gauge(unit = "{parcel}", observe = |readings| readings.observe(7.0, &()))]
    waiting: ObservableGauge,
}

/// Weighs parcels.
#[inline(never)]
pub fn bare(parcels: &[u64], _customer: &str) -> Result<u64, TooHeavy> {
    let mut weight = 0;
    for parcel in parcels {
        weight ^= parcel.rotate_left(7).checked_mul(3).ok_or(TooHeavy)?;
    }
    Ok(weight)
}

/// Weighs parcels, and tells everything about it.
#[traced(name = "weigh", kind = "server", fields(count = parcels.len(), customer = customer), err, ret)]
#[inline(never)]
pub fn annotated(parcels: &[u64], customer: &str) -> Result<u64, TooHeavy> {
    info!("weighing", parcels, customer = Secret::new(customer.to_owned()));
    let counted = Parcels::get();
    counted.weighed.add(1, &ParcelLabels { fragile: parcels.len() > 1, customer });
    let _lying = counted.lying.hold(&());
    counted.weight.record(0.5, &());
    counted.spread.record(0.5, &());
    drop(counted.waiting.observe(|_| ()));
    let mut weight = 0;
    for parcel in parcels {
        debug!(target: "scale", "parcel", weight, ?parcel, place = %customer.len());
        weight ^= parcel.rotate_left(7).checked_mul(3).ok_or(TooHeavy)?;
    }
    error!("weighed", error = TooHeavy, nested = vec![("weight", weight)]);
    Ok(weight)
}

async fn bare_rest(weight: u64) -> u64 {
    std::future::ready(weight).await.rotate_right(11)
}

#[traced(fields(weight = weight), ret(?))]
async fn annotated_rest(weight: u64) -> u64 {
    info!("resting", weight);
    std::future::ready(weight).await.rotate_right(11)
}

async fn bare_journey(weight: u64, _place: String) -> u64 {
    bare_rest(weight).await ^ bare_rest(weight / 3).await
}

#[traced(root, kind = "client", fields(place = place))]
async fn annotated_journey(weight: u64, place: String) -> u64 {
    annotated_rest(weight).await ^ annotated_rest(weight / 3).await
}

/// Polls the journey once.
#[inline(never)]
pub fn bare_polled(weight: u64) -> Poll<u64> {
    pin!(bare_journey(weight, String::new())).poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls the annotated journey once.
#[inline(never)]
pub fn annotated_polled(weight: u64) -> Poll<u64> {
    pin!(annotated_journey(weight, String::new())).poll(&mut Context::from_waker(Waker::noop()))
}

/// Returns the bytes of the two journeys' futures.
pub fn sizes() -> (usize, usize) {
    (size_of_val(&bare_journey(1, String::new())), size_of_val(&annotated_journey(1, String::new())))
}
