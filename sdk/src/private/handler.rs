//! What `#[handler]` expands to.

use std::{
    borrow::Cow,
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll, ready},
};

use opentelemetry::{Context, KeyValue};
use pin_project_lite::pin_project;

use super::Failure;
use crate::{
    current::current,
    exchange::{Exchange, Measured, Route, Side, Verb, is_served},
    trace::{Callsite, Class, Start},
};

/// What a handler knows of the request that it is called for; asked where nobody has made a span of that yet.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no request that has come in",
    label = "an argument of type `tracewell::axum::Incoming` is expected (feature `axum`)"
)]
pub trait Request {
    /// Returns the context of who sent it.
    fn parent(&self) -> Context;

    /// Returns method, scheme and route of what is measured; nothing is where it is not of HTTP.
    fn measured(&self) -> Option<(&str, &'static str, Option<Cow<'static, str>>)>;

    /// Says what the span begins with, and returns its name where there is a better one than the function's.
    fn describe(&self, start: &mut Start) -> Option<Cow<'static, str>>;
}

impl<T: Request> Request for &T {
    fn parent(&self) -> Context {
        T::parent(self)
    }

    fn measured(&self) -> Option<(&str, &'static str, Option<Cow<'static, str>>)> {
        T::measured(self)
    }

    fn describe(&self, start: &mut Start) -> Option<Cow<'static, str>> {
        T::describe(self, start)
    }
}

/// A request as the attribute names it.
pub struct Named<P> {
    /// Method and route.
    pub http: Option<(&'static str, &'static str)>,
    /// Finds the context of who sent it.
    pub parent: P,
}

impl<P: Fn() -> Context> Request for Named<P> {
    fn parent(&self) -> Context {
        (self.parent)()
    }

    fn measured(&self) -> Option<(&str, &'static str, Option<Cow<'static, str>>)> {
        // Nothing says what the request came over: what most servers behind a proxy speak.
        self.http.map(|(method, route)| (method, "http", Some(Cow::Borrowed(route))))
    }

    fn describe(&self, start: &mut Start) -> Option<Cow<'static, str>> {
        let (method, route) = self.http?;
        start.attributes.push(KeyValue::new("http.request.method", method));
        start.attributes.push(KeyValue::new("http.route", route));
        Some(Route::of(route).name(Verb::of(method)))
    }
}

/// Leaves what is current as the parent.
#[must_use]
pub fn here() -> Context {
    current()
}

/// Begins the work for a request: with its span, or with a part of the one that is there already.
pub fn handle(
    callsite: &'static Callsite,
    name: Option<&'static str>,
    request: impl Request,
    start: impl FnOnce(&mut Start),
) -> Handling {
    if is_served() {
        return Handling(Exchange::within(callsite.open(start)));
    }
    let measured =
        request.measured().map(|(method, scheme, route)| Measured::incoming(method, scheme, route));
    let opened = callsite.open_server(&request.parent(), |collected| {
        let described = request.describe(collected);
        start(collected);
        name.map(Cow::Borrowed).or(described)
    });
    Handling(Exchange::new(Side::Server, opened, measured))
}

/// Work that has begun.
#[must_use = "a handler that does nothing has been cancelled"]
pub struct Handling(Exchange);

impl Handling {
    /// Does the work in a call.
    pub fn call<T>(mut self, body: impl FnOnce() -> T, report: impl FnOnce(Report<'_>, &T)) -> T {
        let answer = self.0.under(|exchange| {
            let answer = body();
            report(Report(exchange), &answer);
            answer
        });
        self.0.complete();
        answer
    }

    /// Does the work in a future.
    pub fn run<F: Future, R: FnOnce(Report<'_>, &F::Output)>(self, future: F, report: R) -> Handled<F, R> {
        Handled { inner: Some(future), exchange: Some(self.0), report: Some(report) }
    }
}

/// Where a handler's answer is told.
pub struct Report<'a>(&'a mut Exchange);

impl Report<'_> {
    /// Says with which status the request is answered, if that is known.
    pub fn answered(&mut self, status: Option<u16>) {
        if let Some(status) = status {
            self.0.answered(status);
        }
    }

    /// Says what went wrong.
    pub fn failed(&mut self, failure: &Failure<'_>, class: Class, status: Option<u16>) {
        let Some(type_name) = failure.type_name() else { return self.answered(status) };
        if let Some(status) = status {
            self.0.has_status(status);
        }
        self.0.failed(class, type_name, |context| failure.record(context, class));
    }
}

pin_project! {
    /// A handler's work in a future.
    ///
    /// One that is dropped before it is ready says that nobody waits for the answer any more.
    #[must_use = "futures do nothing unless polled"]
    pub struct Handled<F, R> {
        // None once it is ready, or let go of under its span.
        #[pin]
        inner: Option<F>,
        exchange: Option<Exchange>,
        report: Option<R>,
    }

    impl<F, R> PinnedDrop for Handled<F, R> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(mut exchange) = this.exchange.take() {
                exchange.let_go(|| this.inner.set(None));
            }
        }
    }
}

impl<F: Future, R: FnOnce(Report<'_>, &F::Output)> Future for Handled<F, R> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        // Polled again after it was ready, which futures may answer as they like: this one never wakes again.
        let (Some(inner), Some(exchange)) = (this.inner.as_mut().as_pin_mut(), this.exchange.as_mut()) else {
            return Poll::Pending;
        };
        let answer = ready!(exchange.under(|_| inner.poll(task)));
        exchange.under(|exchange| {
            if let Some(report) = this.report.take() {
                report(Report(exchange), &answer);
            }
            this.inner.set(None);
        });
        if let Some(exchange) = this.exchange.take() {
            exchange.complete();
        }
        Poll::Ready(answer)
    }
}
