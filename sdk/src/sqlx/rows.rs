//! What a query gives, as a stream that ends the query's span.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use ::sqlx::{Database, Either, Error};
use futures_core::{Stream, stream::BoxStream};

use super::{
    Step, failure,
    measured::{self, QueryOperation},
    query::Asked,
};

/// What it means that a stream is dropped after something came and before its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Early {
    /// Who reads rows one by one may have enough.
    IsEnough,
    /// Nobody waits any more for what was to be complete.
    IsCancelled,
}

/// The rows and results of a query, under its span.
pub(super) struct Rows<'e, DB: Database> {
    /// None once it is let go of under its span.
    inner: Option<BoxStream<'e, Result<Step<DB>, Error>>>,
    /// Until the first poll.
    asked: Option<Asked>,
    operation: Option<QueryOperation>,
    early: Early,
    count: u64,
    gave_something: bool,
}

impl<'e, DB: Database> Rows<'e, DB> {
    pub(super) fn new(inner: BoxStream<'e, Result<Step<DB>, Error>>, asked: Asked, early: Early) -> Self {
        Self {
            inner: Some(inner),
            asked: Some(asked),
            operation: None,
            early,
            count: 0,
            gave_something: false,
        }
    }

    /// Takes in what came, and ends the operation with the last of it.
    fn note(&mut self, step: Option<&Result<Step<DB>, Error>>) {
        if let Some(Ok(step)) = step {
            self.gave_something = true;
            self.count += u64::from(matches!(step, Either::Right(_)));
            return;
        }
        let Some(mut operation) = self.operation.take() else { return };
        match step {
            Some(Err(error)) => failure::note(&mut operation, error),
            _ => measured::returned(&operation, Some(self.count)),
        }
        operation.complete();
    }
}

impl<DB: Database> Stream for Rows<'_, DB> {
    type Item = Result<Step<DB>, Error>;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(asked) = this.asked.take() {
            this.operation = Some(asked.begin());
        }
        let Some(inner) = this.inner.as_mut() else { return Poll::Ready(None) };
        let Some(operation) = this.operation.as_mut() else { return inner.as_mut().poll_next(task) };
        let step = ready!(operation.under(|| inner.as_mut().poll_next(task)));
        this.note(step.as_ref());
        Poll::Ready(step)
    }
}

impl<DB: Database> Drop for Rows<'_, DB> {
    fn drop(&mut self) {
        let Some(mut operation) = self.operation.take() else { return };
        operation.let_go(|| self.inner = None);
        if self.gave_something && self.early == Early::IsEnough {
            operation.complete();
        }
    }
}
