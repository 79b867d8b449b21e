//! What a status says of sending again, by the table of OTLP's specification.

use tonic::{Code, Status};

use super::retry_info::retry_delay;
use crate::{export::otlp::retry::Refusal, trace::chain};

/// Says whether a request may be sent again, and when. A receiver that is exhausted must say that it will recover.
///
/// Source: OTLP 1.x, OTLP/gRPC, failures and throttling.
pub(super) fn refusal(status: &Status) -> Refusal {
    let said = words(status);
    let after = retry_delay(status.details());
    match status.code() {
        Code::Cancelled
        | Code::DeadlineExceeded
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unavailable
        | Code::DataLoss => Refusal::ForNow { after, said },
        Code::ResourceExhausted if after.is_some() => Refusal::ForNow { after, said },
        _ => Refusal::ForGood(said),
    }
}

/// Returns a status's text with the cause of what went wrong on the way.
fn words(status: &Status) -> String {
    let causes = chain(status);
    match causes.last() {
        Some(cause) if causes.len() > 1 => format!("{}: {}: {cause}", status.code(), status.message()),
        _ => format!("{}: {}", status.code(), status.message()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{super::retry_info::details, *};

    #[test]
    fn each_code_is_for_now_or_for_good() {
        let soon = Duration::from_secs(2);
        for number in 1..=16 {
            let code = Code::from(number);
            let of = |status: Status| match refusal(&status) {
                Refusal::ForNow { after, .. } => Some(after),
                Refusal::ForGood(_) => None,
            };
            let bare = of(Status::new(code, "no"));
            let with_delay = of(Status::with_details(code, "no", details(soon)));
            let expected = match number {
                1 | 4 | 10 | 11 | 14 | 15 => (Some(None), Some(Some(soon))),
                8 => (None, Some(Some(soon))),
                _ => (None, None),
            };
            assert_eq!((bare, with_delay), expected, "{code:?}");
        }
    }

    #[test]
    fn details_that_are_none_do_not_stand_for_a_promise() {
        let garbage = Status::with_details(Code::ResourceExhausted, "no", b"\xff".as_slice().into());
        assert_eq!(refusal(&garbage), Refusal::ForGood("Some resource has been exhausted: no".to_owned()));
    }
}
