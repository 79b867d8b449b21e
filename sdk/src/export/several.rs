//! Several receivers of one signal; also none.

use std::time::Duration;

use crate::pipeline::{Delivery, Exporting, Sink};

/// Gives each batch to every receiver in turn.
///
/// A batch counts as delivered when all of them took it. With no receiver it is thrown away, as was asked.
pub(crate) struct Several<T> {
    sinks: Vec<Box<dyn Sink<T>>>,
    /// The one that the last batch failed at, or was with last.
    at: usize,
}

impl<T> Several<T> {
    pub(crate) const fn new(sinks: Vec<Box<dyn Sink<T>>>) -> Self {
        Self { sinks, at: 0 }
    }
}

impl<T: Clone + Send + 'static> Sink<T> for Several<T> {
    fn export(&mut self, mut batch: Vec<T>) -> Exporting<'_> {
        Box::pin(async move {
            let mut outcome = Delivery::Accepted;
            let count = self.sinks.len();
            for (index, sink) in self.sinks.iter_mut().enumerate() {
                let at = self.at;
                if outcome.is_whole() {
                    self.at = index;
                }
                // Most often there is one receiver, and copies cost the worker more than all the rest.
                let is_last = index + 1 == count;
                let own = if is_last { std::mem::take(&mut batch) } else { batch.clone() };
                let delivery = sink.export(own).await;
                // A loss counts for more than a warning of who was asked before.
                if outcome == Delivery::Accepted || (outcome.is_whole() && !delivery.is_whole()) {
                    outcome = delivery;
                } else {
                    self.at = at;
                }
            }
            outcome
        })
    }

    fn receiver(&self) -> Option<&str> {
        self.sinks.get(self.at)?.receiver()
    }

    fn said(&self) -> Option<String> {
        self.sinks.get(self.at)?.said()
    }

    fn shutdown(&mut self, timeout: Duration) {
        for sink in &mut self.sinks {
            sink.shutdown(timeout);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A receiver with a name.
    struct Named(&'static str, fn() -> Delivery);

    impl Sink<u8> for Named {
        fn export(&mut self, _batch: Vec<u8>) -> Exporting<'_> {
            Box::pin(async { self.1() })
        }
        fn receiver(&self) -> Option<&str> {
            Some(self.0)
        }
        fn shutdown(&mut self, _timeout: Duration) {}
    }

    #[test]
    fn the_receiver_that_failed_first_is_the_one_that_is_named() {
        let takes = || Delivery::Accepted;
        let fails = || Delivery::TimedOut;
        let rejects = || Delivery::Partial { rejected: 1, said: None };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut failing = Several::new(vec![
            Box::new(Named("one", takes)),
            Box::new(Named("two", fails)),
            Box::new(Named("three", rejects)),
        ]);
        assert_eq!(runtime.block_on(failing.export(vec![1])), Delivery::TimedOut);
        assert_eq!(failing.receiver(), Some("two"));
        let warns = || Delivery::Warned("soon".to_owned());
        let mut warned = Several::new(vec![
            Box::new(Named("one", takes)) as Box<dyn Sink<u8>>,
            Box::new(Named("two", warns)),
            Box::new(Named("three", takes)),
        ]);
        assert_eq!(runtime.block_on(warned.export(vec![1])), warns());
        assert_eq!(warned.receiver(), Some("two"));
        warned.sinks[2] = Box::new(Named("three", fails));
        assert_eq!(runtime.block_on(warned.export(vec![1])), Delivery::TimedOut);
        assert_eq!(warned.receiver(), Some("three"));
        let none = Several::<u8>::new(Vec::new());
        assert_eq!(none.receiver(), None);
    }

    /// A record that knows how often it was copied.
    struct Copied(usize);

    impl Clone for Copied {
        fn clone(&self) -> Self {
            Self(self.0 + 1)
        }
    }

    /// Rejects each of two records that is missing, or was not copied so often.
    struct Expects(usize);

    impl Sink<Copied> for Expects {
        fn export(&mut self, batch: Vec<Copied>) -> Exporting<'_> {
            let rejected = 2 - batch.iter().filter(|record| record.0 == self.0).count();
            let partial = Delivery::Partial { rejected, said: None };
            Box::pin(async move { if rejected == 0 { Delivery::Accepted } else { partial } })
        }
        fn shutdown(&mut self, _timeout: Duration) {}
    }

    #[test]
    fn each_receiver_has_all_and_the_last_one_no_copy() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for copies in [&[0][..], &[1, 0], &[1, 1, 0]] {
            let sinks = copies.iter().map(|copies| Box::new(Expects(*copies)) as Box<dyn Sink<Copied>>);
            let mut several = Several::new(sinks.collect());
            let delivery = runtime.block_on(several.export(vec![Copied(0), Copied(0)]));
            assert_eq!(delivery, Delivery::Accepted);
        }
    }
}
