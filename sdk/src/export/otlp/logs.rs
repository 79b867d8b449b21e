//! OTLP as a sink of log records.

use std::time::Duration;

use opentelemetry_proto::{
    tonic::{
        collector::logs::v1::ExportLogsServiceRequest,
        common::v1::{AnyValue, any_value::Value},
        logs::v1::{LogRecord, ResourceLogs},
    },
    transform::{common::tonic::ResourceAttributesWithSchema, logs::tonic::group_logs_by_resource_and_scope},
};
use opentelemetry_sdk::{Resource, logs::LogBatch};

use super::{OtlpError, transport::Transport};
use crate::{
    config::OtlpConfig,
    logs::{DROPPED_ATTRIBUTES, Exportable, LogPipeline},
    pipeline::{Exporting, QueueLimits, Sink},
    telemetry::InstallError,
};

/// What is called over gRPC.
const METHOD: &str = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

/// Starts the pipeline of log records.
pub(crate) fn logs(
    config: &OtlpConfig,
    resource: &Resource,
    limits: QueueLimits,
) -> Result<LogPipeline, InstallError> {
    let make = || -> Result<_, OtlpError> {
        Ok(OtlpLogs { transport: Transport::new(config, METHOD)?, resource: resource.into() })
    };
    LogPipeline::start_with(|| make().map_err(InstallError::from), limits)
}

struct OtlpLogs {
    transport: Transport,
    resource: ResourceAttributesWithSchema,
}

impl Sink<Exportable> for OtlpLogs {
    fn export(&mut self, batch: Vec<Exportable>) -> Exporting<'_> {
        let resource_logs = grouped(&batch, &self.resource);
        drop(batch);
        Box::pin(self.transport.deliver(ExportLogsServiceRequest { resource_logs }))
    }

    fn receiver(&self) -> Option<&str> {
        Some(self.transport.receiver())
    }

    fn said(&self) -> Option<String> {
        self.transport.said()
    }

    /// Connections end when they are dropped.
    fn shutdown(&mut self, _timeout: Duration) {}
}

fn grouped(batch: &[Exportable], resource: &ResourceAttributesWithSchema) -> Vec<ResourceLogs> {
    let records: Vec<_> = batch.iter().map(|item| (&item.record, &item.scope)).collect();
    let mut grouped = group_logs_by_resource_and_scope(&LogBatch::new(&records), resource);
    let scopes = grouped.iter_mut().flat_map(|resource| &mut resource.scope_logs);
    scopes.flat_map(|scope| &mut scope.log_records).for_each(count_dropped);
    grouped
}

/// Says in OTLP's own field how many attributes a record lacks: the SDK's record has none for it.
fn count_dropped(record: &mut LogRecord) {
    let of = |value: &Option<AnyValue>| match value.as_ref()?.value {
        Some(Value::IntValue(count)) => u32::try_from(count).ok(),
        _ => None,
    };
    let said = record.attributes.iter().rposition(|attribute| attribute.key == DROPPED_ATTRIBUTES);
    if let Some((index, count)) = said.and_then(|index| Some((index, of(&record.attributes[index].value)?))) {
        record.attributes.remove(index);
        record.dropped_attributes_count = count;
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::common::v1::KeyValue;

    use super::*;

    fn record(attributes: &[(&str, Value)]) -> LogRecord {
        let attributes = attributes.iter().map(|(key, value)| KeyValue {
            key: (*key).to_owned(),
            value: Some(AnyValue { value: Some(value.clone()) }),
            ..KeyValue::default()
        });
        LogRecord { attributes: attributes.collect(), ..LogRecord::default() }
    }

    #[test]
    fn the_number_of_dropped_attributes_is_no_attribute() {
        let mut limited = record(&[("a", Value::IntValue(1)), (DROPPED_ATTRIBUTES, Value::IntValue(2))]);
        count_dropped(&mut limited);
        let expected = LogRecord { dropped_attributes_count: 2, ..record(&[("a", Value::IntValue(1))]) };
        assert_eq!(limited, expected);
    }

    #[test]
    fn what_is_no_such_number_stays_where_it_is() {
        for value in [Value::IntValue(-1), Value::IntValue(1 << 40), Value::StringValue("2".to_owned())] {
            let mut other = record(&[(DROPPED_ATTRIBUTES, value)]);
            let before = other.clone();
            count_dropped(&mut other);
            assert_eq!(other, before);
        }
    }
}
