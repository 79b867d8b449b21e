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

use super::{
    OtlpError,
    retry::{LastWords, with_retries},
};
use crate::{
    config::{OtlpConfig, Protocol},
    pipeline::Delivery,
};

/// The receiver of one signal.
pub(super) struct Transport {
    carrier: Carrier,
    timeout: Duration,
    receiver: String,
    words: LastWords,
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
        Ok(Self {
            carrier,
            timeout: config.timeout,
            receiver: config.receiver(),
            words: LastWords::default(),
        })
    }

    /// Returns the receiver's address, without credentials.
    pub(super) fn receiver(&self) -> &str {
        &self.receiver
    }

    /// Returns how the last request was refused, where it was cut off between that and another attempt.
    pub(super) fn said(&self) -> Option<String> {
        self.words.get()
    }

    /// Sends a request until it is taken, refused for good, or the time is over.
    pub(super) async fn deliver(&self, request: impl Message) -> Delivery {
        let begun = Instant::now();
        let plain = Bytes::from(request.encode_to_vec());
        // The records are not needed twice while an answer is waited for.
        drop(request);
        match self.send(plain).await {
            Ok(answer) => accepted(answer),
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
                with_retries(self.timeout, &self.words, || client.send(&body)).await
            }
            #[cfg(feature = "grpc")]
            Carrier::Grpc(client) => with_retries(self.timeout, &self.words, || client.send(&plain)).await,
        }
    }
}

/// Reads a partial success; the answers of all three signals have the same form.
fn accepted(answer: Bytes) -> Delivery {
    let partial = ExportTraceServiceResponse::decode(answer).unwrap_or_default().partial_success;
    let (rejected, said) =
        partial.map_or_else(Default::default, |partial| (partial.rejected_spans, partial.error_message));
    let said = Some(said).filter(|said| !said.is_empty());
    match usize::try_from(rejected) {
        // Source: OTLP 1.x, partial success: with nothing rejected, the words are a warning or a proposal.
        Ok(0) | Err(_) => said.map_or(Delivery::Accepted, Delivery::Warned),
        Ok(rejected) => Delivery::Partial { rejected, said },
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::{
        logs::v1::{ExportLogsPartialSuccess, ExportLogsServiceResponse},
        metrics::v1::{ExportMetricsPartialSuccess, ExportMetricsServiceResponse},
        trace::v1::ExportTracePartialSuccess,
    };

    use super::*;

    fn read(answer: &impl Message) -> Delivery {
        accepted(answer.encode_to_vec().into())
    }

    fn spans(rejected_spans: i64, error_message: &str) -> Delivery {
        let partial = ExportTracePartialSuccess { rejected_spans, error_message: error_message.to_owned() };
        read(&ExportTraceServiceResponse { partial_success: Some(partial) })
    }

    #[test]
    fn what_was_rejected_is_read_from_the_answer_of_each_signal() {
        let expected = |rejected| Delivery::Partial { rejected, said: Some("full".to_owned()) };
        let error_message = String::from("full");
        assert_eq!(spans(3, "full"), expected(3));
        let partial =
            ExportLogsPartialSuccess { rejected_log_records: 4, error_message: error_message.clone() };
        assert_eq!(read(&ExportLogsServiceResponse { partial_success: Some(partial) }), expected(4));
        let partial = ExportMetricsPartialSuccess { rejected_data_points: 5, error_message };
        assert_eq!(read(&ExportMetricsServiceResponse { partial_success: Some(partial) }), expected(5));
        assert_eq!(spans(3, ""), Delivery::Partial { rejected: 3, said: None });
    }

    #[test]
    fn an_answer_that_rejects_nothing_takes_all_of_it() {
        assert_eq!(spans(0, "a hint"), Delivery::Warned("a hint".to_owned()));
        assert_eq!(spans(0, ""), Delivery::Accepted);
        assert_eq!(spans(-1, ""), Delivery::Accepted);
        for body in [b"".as_slice(), b"{\"partialSuccess\":{}}", b"\xff\xff<html>"] {
            assert_eq!(accepted(Bytes::copy_from_slice(body)), Delivery::Accepted);
        }
    }
}
