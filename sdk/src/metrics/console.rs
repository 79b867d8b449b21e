//! Metrics as lines, for whoever runs the program in a terminal.

use std::{collections::BTreeSet, io::Write};

use opentelemetry::KeyValue;

use super::{
    output::{Exporting, Output},
    snapshot::{Data, MetricSnapshot, Number, Point, Snapshot, Total},
};
use crate::{export::tree::printable, pipeline::Delivery};

/// Writes one line for each series: name, labels, value, unit.
pub(crate) struct ConsoleMetrics<W>(W);

impl<W: Write + Send + 'static> ConsoleMetrics<W> {
    pub(crate) const fn new(out: W) -> Self {
        Self(out)
    }
}

impl<W: Write + Send + 'static> Output for ConsoleMetrics<W> {
    fn export<'a>(&'a mut self, snapshot: &'a Snapshot) -> Exporting<'a> {
        let metrics = snapshot.scopes.iter().flat_map(|scope| &scope.metrics);
        let text: String = metrics.flat_map(lines).collect();
        let written = self.0.write_all(text.as_bytes()).and_then(|()| self.0.flush());
        let delivery = match written {
            Ok(()) => Delivery::Accepted,
            Err(error) => Delivery::Failed(error.to_string()),
        };
        Box::pin(std::future::ready(delivery))
    }
}

/// Sorted: the order of series may change from one reading to the next.
fn lines(metric: &MetricSnapshot) -> BTreeSet<String> {
    match &metric.data {
        Data::Sum { points, .. } | Data::Gauge { points } => each(metric, points, |value| match value {
            Number::Integer(value) => value.to_string(),
            Number::Float(value) => value.to_string(),
        }),
        Data::Histogram { points } => each(metric, points, |value| total(value.total)),
        Data::ExponentialHistogram { points } => each(metric, points, |value| total(value.total)),
        Data::Summary { points } => each(metric, points, |value| {
            let quantiles = value.quantiles.iter().map(|(quantile, value)| format!(" {quantile}={value}"));
            total(value.total) + &quantiles.collect::<String>()
        }),
    }
}

fn each<V>(metric: &MetricSnapshot, points: &[Point<V>], shown: impl Fn(&V) -> String) -> BTreeSet<String> {
    points.iter().map(|point| line(metric, &point.labels, &shown(&point.value))).collect()
}

fn total(total: Total) -> String {
    let range = total.range.map(|(min, max)| format!(" min={min} max={max}"));
    format!("count={} sum={}{}", total.count, total.sum, range.unwrap_or_default())
}

fn line(metric: &MetricSnapshot, labels: &[KeyValue], value: &str) -> String {
    let labels = labels
        .iter()
        .map(|label| format!("{}={}", printable(label.key.as_str()), printable(&label.value.as_str())));
    let labels = labels.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",");
    let braces = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    let unit = printable(&metric.unit);
    let blank = if unit.is_empty() { "" } else { " " };
    format!("{}{braces} {value}{blank}{unit}\n", printable(&metric.name))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use opentelemetry::metrics::MeterProvider as _;
    use opentelemetry_sdk::{Resource, metrics::SdkMeterProvider};

    use super::*;
    use crate::metrics::{sdk::SdkReader, source::Source};

    /// A place to write to that can be read.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn wait(export: Exporting<'_>) -> Delivery {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(export)
    }

    #[test]
    fn each_data_point_is_a_line_whatever_its_attributes_hold() {
        let out = Shared::default();
        let reader = SdkReader::default();
        let provider = SdkMeterProvider::builder().with_reader(reader.clone()).build();
        let meter = provider.meter("shop");
        meter
            .u64_counter("orders")
            .with_unit("{order}")
            .build()
            .add(3, &[KeyValue::new("tier", "a\nb\u{1b}[31m")]);
        meter.f64_histogram("wait").with_unit("s").build().record(0.5, &[]);
        meter.i64_gauge("depth").build().record(-2, &[]);
        let snapshot = Source::new(Resource::builder_empty().build(), Some(reader)).snapshot();
        let delivery = wait(ConsoleMetrics::new(out.clone()).export(&snapshot));
        assert_eq!(delivery, Delivery::Accepted);
        let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            ["depth -2", r"orders{tier=a\nb\u{1b}[31m} 3 {order}", "wait count=1 sum=0.5 min=0.5 max=0.5 s"]
        );
    }
}
