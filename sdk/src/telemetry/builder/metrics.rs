//! What can be said of metrics: where they go, and how often.

use std::time::Duration;

use opentelemetry_sdk::metrics::exporter::PushMetricExporter;

use super::TelemetryBuilder;
use crate::metrics::observe_all;

impl TelemetryBuilder {
    /// Sends metrics to this exporter, in place of what the environment names; several may be given.
    ///
    /// The installation then has a `MeterProvider` of OpenTelemetry's SDK, with the same resource as spans and logs, and
    /// makes it the process's global one: see [`metrics`](mod@crate::metrics). The exporter is called on a thread of its own, within a
    /// tokio runtime, and cut off after `OTEL_METRIC_EXPORT_TIMEOUT`. It sees what OpenTelemetry's meters measure, and
    /// nothing of tracewell's own instruments: its interface takes only what OpenTelemetry's SDK has aggregated.
    ///
    /// # Cost
    /// A thread for all, and one for each exporter; instruments cost what OpenTelemetry's do.
    pub fn metric_exporter(mut self, exporter: impl PushMetricExporter) -> Self {
        self.metric_exporters
            .push(Box::new(move |outputs, interval| outputs.add_exporter(exporter, interval)));
        self
    }

    /// Reads and exports metrics so often, in place of what `OTEL_METRIC_EXPORT_INTERVAL` says: each minute where nothing
    /// is said, each ten seconds to the console. An interval of zero is not taken.
    ///
    /// # Cost
    /// At each interval all instruments are read, and the callbacks of the observable ones run.
    pub const fn metric_interval(mut self, interval: Duration) -> Self {
        if !interval.is_zero() {
            self.metric_interval = Some(interval);
        }
        self
    }

    /// Reads OpenTelemetry's meters and the pipeline's books for [`metrics::page`](crate::metrics::page), also where nothing
    /// exports them.
    ///
    /// The installation then has a `MeterProvider`, as with [`metric_exporter`](Self::metric_exporter). Where
    /// `OTEL_METRICS_EXPORTER` names something it has one that the page reads anyway.
    ///
    /// # Cost
    /// A thread that waits. Beside an exporter that code gives, each measurement of OpenTelemetry's meters is aggregated
    /// twice.
    pub const fn metrics_page(mut self) -> Self {
        self.has_metrics_page = true;
        self
    }

    /// Observes the process, and the tokio runtime that [`install`](Self::install) is called in, as `main`:
    /// [`metrics`](mod@crate::metrics) lists what they show. The runtime is observed as long as the installation is in
    /// force.
    ///
    /// # Cost
    /// At each reading of metrics some small files of `/proc`, and three loads: see
    /// [`observe_process`](crate::metrics::observe_process).
    pub const fn runtime_metrics(mut self) -> Self {
        self.observe_runtime = Some(observe_all);
        self
    }

    /// Exports no metrics, whatever the environment names, and leaves the global `MeterProvider` to the program.
    ///
    /// One that is set before [`install`](Self::install) observes the pipeline's books all the same; for one that is set
    /// later there is [`TelemetryGuard::observe`](crate::TelemetryGuard::observe).
    ///
    /// # Cost
    /// None; it saves the threads.
    pub fn without_metrics(mut self) -> Self {
        self.leaves_metrics = true;
        self
    }
}
