//! Sending again what a receiver could not take yet, as OTLP wants it.

use std::time::{Duration, Instant};

/// Attempts after the first.
const RETRIES: u32 = 3;

/// The wait before the second attempt; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// What is added to a wait at most, so that many who failed together do not come again together.
const JITTER: Duration = Duration::from_millis(100);

/// Why a request was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It may be sent again, after this time where the receiver says one.
    ForNow {
        after: Option<Duration>,
        said: String,
    },
    ForGood(String),
}

/// Sends until it is taken, refused for good, or too late for another attempt; returns the last refusal's words.
pub(super) async fn with_retries<T, F: Future<Output = Result<T, Refusal>>>(
    timeout: Duration,
    attempt: impl Fn() -> F,
) -> Result<T, String> {
    let begun = Instant::now();
    let mut wait = FIRST_WAIT;
    for number in 0..=RETRIES {
        let left = timeout.saturating_sub(begun.elapsed());
        let outcome = tokio::time::timeout(left, attempt()).await;
        let (after, said) = match outcome {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(Refusal::ForGood(said))) => return Err(said),
            Ok(Err(Refusal::ForNow { after, said })) => (after, said),
            Err(_) => return Err(format!("no answer within {timeout:?}")),
        };
        let pause = wait.max(after.unwrap_or_default()).saturating_add(JITTER.mul_f64(rand::random()));
        if number == RETRIES || begun.elapsed().saturating_add(pause) >= timeout {
            return Err(said);
        }
        tokio::time::sleep(pause).await;
        wait *= 2;
    }
    Err(String::new())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn run(timeout: Duration, answers: &[Option<Refusal>]) -> (Result<(), String>, usize) {
        let taken = RefCell::new(0);
        let attempt = || async {
            let number = taken.replace_with(|taken| *taken + 1);
            match &answers[number.min(answers.len() - 1)] {
                None => Ok(()),
                Some(Refusal::ForGood(said)) => Err(Refusal::ForGood(said.clone())),
                Some(Refusal::ForNow { after, said }) => {
                    Err(Refusal::ForNow { after: *after, said: said.clone() })
                }
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let outcome = runtime.block_on(with_retries(timeout, attempt));
        (outcome, taken.into_inner())
    }

    fn for_now(after: Option<Duration>) -> Refusal {
        Refusal::ForNow { after, said: "busy".to_owned() }
    }

    #[test]
    fn what_is_refused_for_now_is_sent_again_and_what_is_refused_for_good_is_not() {
        let long = Duration::from_secs(20);
        assert_eq!(run(long, &[Some(for_now(None)), None]), (Ok(()), 2));
        assert_eq!(run(long, &[Some(for_now(None))]), (Err("busy".to_owned()), 4));
        assert_eq!(run(long, &[Some(Refusal::ForGood("no".to_owned()))]), (Err("no".to_owned()), 1));
    }

    #[test]
    fn nobody_waits_past_the_end_of_the_time() {
        let begun = Instant::now();
        let hour = Some(for_now(Some(Duration::from_hours(1))));
        assert_eq!(run(Duration::from_secs(10), &[hour, None]), (Err("busy".to_owned()), 1));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
