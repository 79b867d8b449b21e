//! The body of an answer, which the span of its request lasts as long as.

use std::{
    fmt::Display,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::{grpc, served::Served};

pin_project! {
    /// A body that is made under the span of its request, and ends it.
    ///
    /// One that is dropped before its end says that the caller has hung up.
    pub struct ServedBody<B: Body> {
        #[pin]
        inner: B,
        served: Option<Served>,
    }

    impl<B: Body> PinnedDrop for ServedBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            // Whoever knows how long it is does not ask for more than the last piece.
            if this.inner.is_end_stream() && let Some(served) = this.served.take() {
                served.complete();
            }
        }
    }
}

impl<B: Body> ServedBody<B> {
    pub(super) fn new(inner: B, served: Served, has_none: bool) -> Self {
        if has_none || inner.is_end_stream() {
            served.complete();
            return Self { inner, served: None };
        }
        Self { inner, served: Some(served) }
    }
}

impl<B> Body for ServedBody<B>
where
    B: Body,
    B::Error: Display,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(served) = this.served.as_mut() else { return this.inner.poll_frame(task) };
        let frame = ready!(served.under(|| this.inner.as_mut().poll_frame(task)));
        match &frame {
            Some(Ok(frame)) => {
                if let (true, Some(trailers)) = (served.is_grpc, frame.trailers_ref()) {
                    grpc::note_status(served, trailers);
                }
            }
            Some(Err(error)) => served.failed::<B::Error>(error.to_string()),
            None => {}
        }
        if (!matches!(frame, Some(Ok(_))) || this.inner.is_end_stream())
            && let Some(served) = this.served.take()
        {
            served.complete();
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
