//! Requests that go out through `reqwest`, whose client is a service of types of its own.

use std::{
    borrow::Cow,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use reqwest::{Body, Request, Response, ResponseBuilderExt};
use tower_service::Service;

use super::{client::Client, head::Head, response::ResponseFuture};

impl<S> Client<S>
where
    S: Service<Request, Response = Response, Error = reqwest::Error> + Clone,
{
    /// Sends a request of `reqwest`'s, as its client's `execute` does.
    ///
    /// ```
    /// # async fn checkout() -> Result<(), Box<dyn std::error::Error>> {
    /// use tower_layer::Layer;
    /// use tracewell::tower::ClientLayer;
    ///
    /// let reqwest = reqwest::Client::new();
    /// let client = ClientLayer::new().layer(reqwest.clone());
    ///
    /// let request = reqwest.get("https://pay.example/charges/17").build()?;
    /// let charge = client.execute(request).await?.text().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// One span stands for all that `reqwest` does about it, redirects and retries included; it ends with the body.
    ///
    /// # Errors
    /// What `reqwest` says.
    pub fn execute(&self, request: Request) -> ReqwestFuture<S::Future> {
        // reqwest's clients are always ready.
        self.clone().call(request)
    }
}

impl<S> Service<Request> for Client<S>
where
    S: Service<Request, Response = Response, Error = reqwest::Error>,
{
    type Response = Response;
    type Error = reqwest::Error;
    type Future = ReqwestFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), reqwest::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let passage = self.layer.begin(&Head {
            method: request.method(),
            uri: Cow::Owned(request.url().as_str().parse().unwrap_or_default()),
            headers: request.headers(),
            version: request.version(),
        });
        passage.inject(request.headers_mut());
        ReqwestFuture {
            inner: ResponseFuture::new(passage, || Converted { inner: self.inner.call(request) }),
        }
    }
}

pin_project! {
    /// The answer to one request of `reqwest`'s, under its span.
    pub struct ReqwestFuture<F> {
        #[pin]
        inner: ResponseFuture<Converted<F>>,
    }
}

impl<F: Future<Output = Result<Response, reqwest::Error>>> Future for ReqwestFuture<F> {
    type Output = Result<Response, reqwest::Error>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.project().inner.poll(task));
        Poll::Ready(answer.map(|response| response.map(Body::wrap).into()))
    }
}

pin_project! {
    /// The same with the answer as `http` has it, whose body can be put into another.
    struct Converted<F> {
        #[pin]
        inner: F,
    }
}

impl<F: Future<Output = Result<Response, reqwest::Error>>> Future for Converted<F> {
    type Output = Result<http::Response<Body>, reqwest::Error>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(ready!(self.project().inner.poll(task)).map(converted))
    }
}

/// The address goes along as an extension, where `reqwest` looks for it on the way back.
fn converted(response: Response) -> http::Response<Body> {
    let address = http::Response::builder().url(response.url().clone()).body(());
    let mut response = http::Response::from(response);
    if let Ok(address) = address {
        response.extensions_mut().extend(address.into_parts().0.extensions);
    }
    response
}
