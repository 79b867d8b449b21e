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

/// Returns what a status says, and what went wrong on the way down to its cause, each once: tonic's own statuses repeat
/// one of their causes as their message.
fn words(status: &Status) -> String {
    // The first is the status itself, in a form for debugging.
    let causes = chain(status).split_off(1);
    let is_new = |message: &String| !message.is_empty() && !causes.contains(message);
    let message = Some(status.message().to_owned()).filter(is_new);
    let mut words = vec![status.code().to_string()];
    words.extend(message.into_iter().chain(causes));
    words.dedup();
    words.join(": ")
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
    fn what_went_wrong_is_told_down_to_its_cause_and_once() {
        let mut status = Status::unavailable("refused");
        assert_eq!(words(&status), "The service is currently unavailable: refused");
        status.set_source(std::sync::Arc::new(std::io::Error::other("refused")));
        assert_eq!(words(&status), "The service is currently unavailable: refused");
        status.set_source(std::sync::Arc::new(std::io::Error::other("on the way")));
        assert_eq!(words(&status), "The service is currently unavailable: refused: on the way");
    }

    #[test]
    fn details_that_are_none_do_not_stand_for_a_promise() {
        let garbage = Status::with_details(Code::ResourceExhausted, "no", b"\xff".as_slice().into());
        assert_eq!(refusal(&garbage), Refusal::ForGood("Some resource has been exhausted: no".to_owned()));
    }
}
