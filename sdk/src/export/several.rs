//! Several receivers of one signal; also none.

use std::time::Duration;

use crate::pipeline::{Delivery, Exporting, Sink};

/// Gives each batch to every receiver in turn.
///
/// A batch counts as delivered when all of them took it. With no receiver it is thrown away, as was asked.
pub(crate) struct Several<T>(pub(crate) Vec<Box<dyn Sink<T>>>);

impl<T: Clone + Send + 'static> Sink<T> for Several<T> {
    fn export(&mut self, batch: Vec<T>) -> Exporting<'_> {
        Box::pin(async move {
            let mut outcome = Delivery::Accepted { rejected: 0 };
            for sink in &mut self.0 {
                let delivery = sink.export(batch.clone()).await;
                if outcome == (Delivery::Accepted { rejected: 0 }) {
                    outcome = delivery;
                }
            }
            outcome
        })
    }

    fn shutdown(&mut self, timeout: Duration) {
        for sink in &mut self.0 {
            sink.shutdown(timeout);
        }
    }
}
