//! Sending again what a receiver could not take yet, as OTLP wants it: with waits that grow, and an end.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The wait before the second attempt; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// What the waits grow to: a receiver that comes back is found soon, and one that is away for long is left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// The part of a wait that chance adds at most, so that many who failed together do not come again together.
const JITTER: f64 = 0.5;

/// The least time that another attempt is worth.
const ROOM: Duration = Duration::from_millis(50);

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

/// The last refusal's words while the next attempt is waited for: who cuts the wait off knows why nothing arrived. While
/// an attempt is under way there are none, because it is not known what will become of it.
#[derive(Debug, Default)]
pub(super) struct LastWords(Mutex<Option<String>>);

impl LastWords {
    pub(super) fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, words: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = words;
    }
}

/// Sends until it is taken, refused for good, or too late for another attempt; returns the last refusal's words.
///
/// What ends it is the time, and not a number of attempts: a receiver that starts anew loses nothing if it is quick.
pub(super) async fn with_retries<T, F: Future<Output = Result<T, Refusal>>>(
    timeout: Duration,
    words: &LastWords,
    attempt: impl Fn() -> F,
) -> Result<T, String> {
    let begun = Instant::now();
    let mut wait = FIRST_WAIT;
    loop {
        words.set(None);
        let left = timeout.saturating_sub(begun.elapsed());
        let outcome = tokio::time::timeout(left, attempt()).await;
        let (after, said) = match outcome {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(Refusal::ForGood(said))) => return Err(said),
            Ok(Err(Refusal::ForNow { after, said })) => (after, said),
            Err(_) => return Err(format!("no answer within {timeout:?}")),
        };
        let jitter = wait.mul_f64(JITTER * rand::random::<f64>());
        let pause = wait.max(after.unwrap_or_default()).saturating_add(jitter);
        if begun.elapsed().saturating_add(pause).saturating_add(ROOM) > timeout {
            return Err(said);
        }
        words.set(Some(said));
        tokio::time::sleep(pause).await;
        wait = LONGEST_WAIT.min(wait * 2);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    const LONG: Duration = Duration::from_secs(10);

    /// Gives these answers one after the other, and then the last; returns the outcome and when each attempt began, on a
    /// clock that moves only while nobody works.
    fn run(timeout: Duration, answers: &[Option<Refusal>]) -> (Result<(), String>, Vec<Duration>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let attempts = RefCell::new(Vec::new());
        let outcome = runtime.unwrap().block_on(async {
            let begun = Instant::now();
            let attempt = || async {
                let number = attempts.borrow().len();
                attempts.borrow_mut().push(begun.elapsed());
                match &answers[number.min(answers.len() - 1)] {
                    None => Ok(()),
                    Some(Refusal::ForGood(said)) => Err(Refusal::ForGood(said.clone())),
                    Some(Refusal::ForNow { after, said }) => {
                        Err(Refusal::ForNow { after: *after, said: said.clone() })
                    }
                }
            };
            with_retries(timeout, &LastWords::default(), attempt).await
        });
        (outcome, attempts.into_inner())
    }

    fn for_now(after: Option<Duration>) -> Refusal {
        Refusal::ForNow { after, said: "busy".to_owned() }
    }

    #[test]
    fn what_is_refused_for_now_is_sent_again_and_what_is_refused_for_good_is_not() {
        let (outcome, attempts) = run(LONG, &[Some(for_now(None)), None]);
        assert_eq!((outcome, attempts.len()), (Ok(()), 2));
        let (outcome, attempts) = run(LONG, &[Some(Refusal::ForGood("no".to_owned()))]);
        assert_eq!((outcome, attempts.len()), (Err("no".to_owned()), 1));
    }

    #[test]
    fn attempts_go_on_with_growing_waits_until_the_time_is_over() {
        let (outcome, attempts) = run(LONG, &[Some(for_now(None))]);
        assert_eq!(outcome, Err("busy".to_owned()));
        let waits: Vec<_> =
            attempts.windows(2).map(|pair| pair[1].as_millis() - pair[0].as_millis()).collect();
        for (wait, least) in waits.iter().zip([100, 200, 400, 800, 1600, 2000, 2000, 2000]) {
            // A timer's step is a millisecond.
            assert!((least - 1..=least * 3 / 2 + 2).contains(wait), "{waits:?}");
        }
        let last = *attempts.last().unwrap();
        assert!(last < LONG && last + LONGEST_WAIT.mul_f64(1.0 + JITTER) + ROOM > LONG, "{attempts:?}");
    }

    #[test]
    fn a_receiver_is_not_asked_before_the_time_that_it_said() {
        let after = Duration::from_secs(3);
        let (outcome, attempts) = run(LONG, &[Some(for_now(Some(after))), None]);
        assert_eq!(outcome, Ok(()));
        assert!(attempts[1] >= after && attempts[1] < after * 2, "{attempts:?}");
    }

    #[test]
    fn nobody_waits_for_an_attempt_past_the_end_of_the_time() {
        let hour = Some(for_now(Some(Duration::from_hours(1))));
        assert_eq!(run(LONG, &[hour, None]), (Err("busy".to_owned()), vec![Duration::ZERO]));
    }

    #[tokio::test]
    async fn who_cuts_the_attempts_off_hears_what_was_said_last() {
        let words = LastWords::default();
        let attempt = || async { Err::<(), _>(for_now(None)) };
        let cut = tokio::time::timeout(FIRST_WAIT / 2, with_retries(LONG, &words, attempt)).await;
        assert!(cut.is_err());
        assert_eq!(words.get().as_deref(), Some("busy"));
    }
}
