//! The body of an answer, which the span of its request lasts as long as, at both ends.

use std::{
    fmt::Display,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::passage::Passage;

pin_project! {
    /// A body that is made under the span of its request, and ends it.
    ///
    /// A server's that is dropped before its end says that the caller has hung up; a client may drop what it need not
    /// read.
    pub struct ResponseBody<B: Body> {
        #[pin]
        inner: B,
        passage: Option<Passage>,
        // Bytes that are still to come, where that is known.
        remaining: Option<u64>,
    }

    impl<B: Body> PinnedDrop for ResponseBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            // Whoever knows how long it is does not ask for more than the last piece.
            let is_read = *this.remaining == Some(0) || this.inner.is_end_stream();
            if let Some(passage) = this.passage.take_if(|passage| is_read || passage.may_be_left()) {
                passage.complete();
            }
        }
    }
}

impl<B: Body> ResponseBody<B> {
    /// The body of an answer whose head says how long it is, or nothing of that.
    pub(super) fn new(inner: B, passage: Passage, length: Option<u64>) -> Self {
        if length == Some(0) || inner.is_end_stream() {
            passage.complete();
            return Self { inner, passage: None, remaining: None };
        }
        Self { inner, passage: Some(passage), remaining: length }
    }
}

impl<B> Body for ResponseBody<B>
where
    B: Body,
    B::Error: Display + 'static,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(passage) = this.passage.as_mut() else { return this.inner.poll_frame(task) };
        let frame = ready!(passage.under(|| this.inner.as_mut().poll_frame(task)));
        match &frame {
            Some(Ok(frame)) => {
                if let (Some(remaining), Some(data)) = (&mut *this.remaining, frame.data_ref()) {
                    *remaining = remaining.saturating_sub(data.remaining() as u64);
                }
                if let Some(trailers) = frame.trailers_ref() {
                    passage.trailed(trailers);
                }
            }
            Some(Err(error)) => passage.failed(error),
            None => {}
        }
        if (!matches!(frame, Some(Ok(_))) || this.inner.is_end_stream())
            && let Some(passage) = this.passage.take()
        {
            passage.complete();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
