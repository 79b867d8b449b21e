//! Requests of metrics over HTTP.

use std::{io::Write, sync::Arc, time::Duration};

use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, Request, StatusCode, header};
use hyper_util::client::proxy::matcher::Matcher;
use opentelemetry_http::{Bytes, HttpClient as _};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use prost::Message;

use super::{Client, failed, rejected};
use crate::{
    config::OtlpConfig,
    export::{
        Heard,
        otlp::{OtlpError, USER_AGENT, retry::Refusal},
    },
    trace::chain,
};

/// Sends requests to one receiver.
pub(in crate::export::otlp) struct Sender {
    client: Client,
    endpoint: http::Uri,
    gzip: bool,
}

impl Sender {
    pub(in crate::export::otlp) fn new(config: &OtlpConfig) -> Result<Self, OtlpError> {
        let endpoint = config.endpoint.parse::<http::Uri>().map_err(|error| failed(config, error))?;
        let client = Client::new(config, &Matcher::from_env(), Arc::<Heard>::default())?;
        Ok(Self { client, endpoint, gzip: config.gzip })
    }

    /// Returns a request as it travels, which is the same for each attempt.
    pub(in crate::export::otlp) fn body(
        &self,
        request: &ExportMetricsServiceRequest,
    ) -> Result<Bytes, String> {
        let plain = request.encode_to_vec();
        if !self.gzip {
            return Ok(plain.into());
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let packed = encoder.write_all(&plain).and_then(|()| encoder.finish());
        packed.map(Bytes::from).map_err(|error| error.to_string())
    }

    /// Sends once; returns how many data points the receiver rejected.
    pub(in crate::export::otlp) async fn send(&self, body: &Bytes) -> Result<usize, Refusal> {
        let response = match self.client.send_bytes(self.request(body)?).await {
            Ok(response) => response,
            // Whether it arrived is not known: the receiver may have it twice, and totals do not mind.
            Err(error) => {
                return Err(Refusal::ForNow { after: None, said: chain(error.as_ref()).join(": ") });
            }
        };
        let status = response.status();
        if status.is_success() {
            return Ok(rejected(response.body()));
        }
        let said = format!("the receiver answers {status}");
        Err(match status {
            StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => Refusal::ForNow { after: retry_after(response.headers()), said },
            _ => Refusal::ForGood(said),
        })
    }

    fn request(&self, body: &Bytes) -> Result<Request<Bytes>, Refusal> {
        let request = Request::post(self.endpoint.clone())
            .header(header::USER_AGENT, USER_AGENT)
            .header(header::CONTENT_TYPE, "application/x-protobuf");
        let request = if self.gzip { request.header(header::CONTENT_ENCODING, "gzip") } else { request };
        request.body(body.clone()).map_err(|error| Refusal::ForGood(error.to_string()))
    }
}

/// Reads how long to wait; a date is not looked at, and the usual wait stands.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
