//! `google.rpc.RetryInfo`, in which a receiver says when to come again.
//!
//! Three messages of one field that matters each; others of the details are not looked at. The numbers of the fields are
//! those of `google/rpc/status.proto`, `google/rpc/error_details.proto` and `google/protobuf/{any,duration}.proto`.

use std::time::Duration;

use prost::Message;

/// The end of the type's address; what stands before it is any host.
const NAME: &str = "/google.rpc.RetryInfo";

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, Message)]
struct Details {
    #[prost(message, repeated, tag = "3")]
    details: Vec<Detail>,
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Message)]
struct Detail {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

/// `google.rpc.RetryInfo`.
#[derive(Clone, PartialEq, Message)]
struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    retry_delay: Option<Delay>,
}

/// `google.protobuf.Duration`.
#[derive(Clone, PartialEq, Message)]
struct Delay {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

/// Returns the time to wait where the details of a status say one.
pub(super) fn retry_delay(details: &[u8]) -> Option<Duration> {
    let details = Details::decode(details).ok()?.details;
    let info = details.iter().find(|detail| detail.type_url.ends_with(NAME))?;
    let delay = RetryInfo::decode(info.value.as_slice()).ok()?.retry_delay?;
    // A duration below zero is none that could be waited for.
    let (seconds, nanos) = (u64::try_from(delay.seconds).ok()?, u32::try_from(delay.nanos).ok()?);
    Some(Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanos.into())))
}

/// Returns the details of a status that promises to recover.
#[cfg(test)]
pub(super) fn details(delay: Duration) -> bytes::Bytes {
    let delay = Delay { seconds: delay.as_secs() as i64, nanos: delay.subsec_nanos() as i32 };
    let value = RetryInfo { retry_delay: Some(delay) }.encode_to_vec();
    let other = Detail { type_url: "type.googleapis.com/google.rpc.Help".to_owned(), value: Vec::new() };
    let info = Detail { type_url: format!("type.googleapis.com{NAME}"), value };
    Details { details: vec![other, info] }.encode_to_vec().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_read_and_what_is_none_is_not() {
        let delay = Duration::from_millis(1500);
        assert_eq!(retry_delay(&details(delay)), Some(delay));
        assert_eq!(retry_delay(&[]), None);
        assert_eq!(retry_delay(b"\xff\xff"), None);
        let of = |retry_delay| {
            let value = RetryInfo { retry_delay }.encode_to_vec();
            let detail = Detail { type_url: NAME.to_owned(), value };
            self::retry_delay(&Details { details: vec![detail] }.encode_to_vec())
        };
        assert_eq!(of(Some(Delay { seconds: -1, nanos: 0 })), None);
        assert_eq!(
            of(Some(Delay { seconds: i64::MAX, nanos: i32::MAX })).map(|long| long.as_secs() > 1),
            Some(true)
        );
        assert_eq!(of(None), None);
    }
}
