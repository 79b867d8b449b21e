//! What an answer, or trouble on the way to one, says of sending again, by the table of OTLP's specification.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, StatusCode, header, response::Parts};
use http_body_util::LengthLimitError;
use hyper::body::Incoming;

use super::{ANSWER, words};
use crate::{export::otlp::retry::Refusal, trace::chain};

/// Without an answer it is not known whether the request arrived: the receiver may have it twice, which is better than
/// never. An answer that is too long will be so again.
pub(super) fn of_way(error: &(dyn Error + 'static)) -> Refusal {
    if error.is::<LengthLimitError>() {
        return Refusal::ForGood(format!("the answer is longer than {ANSWER} bytes"));
    }
    Refusal::ForNow { after: None, said: chain(error).join(": ") }
}

/// Source: OTLP 1.x, OTLP/HTTP, retryable response codes and throttling.
pub(super) async fn of_answer(head: &Parts, body: Incoming) -> Refusal {
    let mut said = format!("the receiver answers {}", head.status);
    if let Some(words) = words::read(&head.headers, body).await {
        said.push_str(": ");
        said.push_str(&words);
    }
    match head.status {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Refusal::ForNow { after: retry_after(&head.headers), said },
        _ => Refusal::ForGood(said),
    }
}

/// Reads how long to wait, which is said in seconds or as a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).ok()
}
