//! One request to one receiver, whichever signal it is of: encoded once, and sent until it is taken or time is up.
//!
//! ```text
//! spans ───┐
//! logs ────┼─▶ a message ─▶ bytes ─▶ with_retries(HTTP | gRPC) ─▶ bytes of the answer ─▶ Delivery
//! metrics ─┘
//! ```

use std::time::{Duration, Instant};

use bytes::Bytes;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;

use super::{OtlpError, retry::with_retries};
use crate::{
    config::{OtlpConfig, Protocol},
    pipeline::Delivery,
};

/// The receiver of one signal.
pub(super) struct Transport {
    carrier: Carrier,
    timeout: Duration,
    receiver: String,
}

/// How requests travel.
enum Carrier {
    #[cfg(feature = "otlp")]
    Http(Box<super::http::Client>),
    #[cfg(feature = "grpc")]
    Grpc(Box<super::grpc::Client>),
}

impl Transport {
    /// Connects when it is used, and is to be made within the runtime that it will run on; `method` is what the signal
    /// calls over gRPC.
    #[cfg_attr(not(feature = "grpc"), expect(unused_variables, reason = "what gRPC takes"))]
    pub(super) fn new(config: &OtlpConfig, method: &'static str) -> Result<Self, OtlpError> {
        let carrier = match config.protocol {
            #[cfg(feature = "otlp")]
            Protocol::HttpProtobuf => Carrier::Http(Box::new(super::http::Client::new(config)?)),
            #[cfg(not(feature = "otlp"))]
            Protocol::HttpProtobuf => return Err(super::missing(config, "http/protobuf", "otlp")),
            #[cfg(feature = "grpc")]
            Protocol::Grpc => Carrier::Grpc(Box::new(super::grpc::Client::new(config, method)?)),
            #[cfg(not(feature = "grpc"))]
            Protocol::Grpc => return Err(super::missing(config, "grpc", "grpc")),
        };
        Ok(Self { carrier, timeout: config.timeout, receiver: config.receiver() })
    }

    /// Returns the receiver's address, without credentials.
    pub(super) fn receiver(&self) -> &str {
        &self.receiver
    }

    /// Sends a request until it is taken, refused for good, or the time is over.
    pub(super) async fn deliver(&self, request: impl Message) -> Delivery {
        let begun = Instant::now();
        let plain = Bytes::from(request.encode_to_vec());
        // The records are not needed twice while an answer is waited for.
        drop(request);
        match self.send(plain).await {
            Ok(answer) => Delivery::Accepted { rejected: rejected(answer) },
            Err(_) if begun.elapsed() >= self.timeout => Delivery::TimedOut,
            Err(said) => Delivery::Failed(said),
        }
    }

    /// Returns the body of the answer, or the words of the last refusal.
    async fn send(&self, plain: Bytes) -> Result<Bytes, String> {
        match &self.carrier {
            #[cfg(feature = "otlp")]
            Carrier::Http(client) => {
                let body = client.body(plain)?;
                with_retries(self.timeout, || client.send(&body)).await
            }
            #[cfg(feature = "grpc")]
            Carrier::Grpc(client) => with_retries(self.timeout, || client.send(&plain)).await,
        }
    }
}

/// Reads a partial success; the answers of all three signals have the same form.
fn rejected(answer: Bytes) -> usize {
    let answer = ExportTraceServiceResponse::decode(answer).unwrap_or_default();
    let rejected = answer.partial_success.map_or(0, |partial| partial.rejected_spans);
    usize::try_from(rejected).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::{
        logs::v1::{ExportLogsPartialSuccess, ExportLogsServiceResponse},
        metrics::v1::{ExportMetricsPartialSuccess, ExportMetricsServiceResponse},
        trace::v1::ExportTracePartialSuccess,
    };

    use super::*;

    fn read(answer: &impl Message) -> usize {
        rejected(answer.encode_to_vec().into())
    }

    #[test]
    fn what_was_rejected_is_read_from_the_answer_of_each_signal() {
        let error_message = String::from("full");
        let partial = ExportTracePartialSuccess { rejected_spans: 3, error_message: error_message.clone() };
        assert_eq!(read(&ExportTraceServiceResponse { partial_success: Some(partial) }), 3);
        let partial =
            ExportLogsPartialSuccess { rejected_log_records: 4, error_message: error_message.clone() };
        assert_eq!(read(&ExportLogsServiceResponse { partial_success: Some(partial) }), 4);
        let partial = ExportMetricsPartialSuccess { rejected_data_points: 5, error_message };
        assert_eq!(read(&ExportMetricsServiceResponse { partial_success: Some(partial) }), 5);
    }

    #[test]
    fn an_answer_that_is_none_rejects_nothing() {
        let partial = ExportTracePartialSuccess { rejected_spans: -1, error_message: String::new() };
        assert_eq!(read(&ExportTraceServiceResponse { partial_success: Some(partial) }), 0);
        assert_eq!(rejected(Bytes::new()), 0);
        assert_eq!(rejected(Bytes::from_static(b"{\"partialSuccess\":{}}")), 0);
    }
}
