//! Metrics as lines, for whoever runs the program in a terminal.

use std::{
    collections::BTreeSet,
    io::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use opentelemetry_sdk::{
    error::{OTelSdkError, OTelSdkResult},
    metrics::{
        Temporality,
        data::{Metric, ResourceMetrics},
        exporter::PushMetricExporter,
    },
};

use super::points::{Point, metrics, points};
use crate::export::tree::printable;

/// Writes one line for each data point: name, attributes, value, unit.
pub(crate) struct ConsoleMetrics<W>(Mutex<W>);

impl<W: Write + Send + 'static> ConsoleMetrics<W> {
    pub(crate) const fn new(out: W) -> Self {
        Self(Mutex::new(out))
    }
}

impl<W: Write + Send + 'static> PushMetricExporter for ConsoleMetrics<W> {
    async fn export(&self, collected: &ResourceMetrics) -> OTelSdkResult {
        // The SDK's order changes from one reading to the next.
        let lines =
            |metric| -> BTreeSet<_> { points(metric).iter().map(|point| line(metric, point)).collect() };
        let text: String = metrics(collected).flat_map(lines).collect();
        // What a poisoned lock holds is a place to write to, all the same.
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| OTelSdkError::InternalFailure(error.to_string()))
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

fn line(metric: &Metric, point: &Point<'_>) -> String {
    let attributes = point.attributes.iter().map(|attribute| {
        format!("{}={}", printable(attribute.key.as_str()), printable(&attribute.value.as_str()))
    });
    let attributes = attributes.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",");
    let braces = if attributes.is_empty() { String::new() } else { format!("{{{attributes}}}") };
    let unit = printable(metric.unit());
    let blank = if unit.is_empty() { "" } else { " " };
    format!("{}{braces} {}{blank}{unit}\n", printable(metric.name()), point.value)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use opentelemetry::{KeyValue, metrics::MeterProvider as _};
    use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};

    use super::*;

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

    #[test]
    fn each_data_point_is_a_line_whatever_its_attributes_hold() {
        let out = Shared::default();
        let reader = PeriodicReader::builder(ConsoleMetrics::new(out.clone())).build();
        let provider = SdkMeterProvider::builder().with_reader(reader).build();
        let meter = provider.meter("shop");
        meter
            .u64_counter("orders")
            .with_unit("{order}")
            .build()
            .add(3, &[KeyValue::new("tier", "a\nb\u{1b}[31m")]);
        meter.f64_histogram("wait").with_unit("s").build().record(0.5, &[]);
        meter.i64_gauge("depth").build().record(-2, &[]);
        provider.force_flush().unwrap();
        let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
        let mut lines: Vec<_> = text.lines().collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            ["depth -2", r"orders{tier=a\nb\u{1b}[31m} 3 {order}", "wait count=1 sum=0.5 min=0.5 max=0.5 s"]
        );
    }
}
