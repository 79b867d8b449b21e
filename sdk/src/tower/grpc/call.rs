//! One call that is being measured, at either end.

use std::borrow::Cow;

use http::Uri;

use super::{
    UNKNOWN_METHOD,
    code::Code,
    duration::{self, Ended},
    path,
};
use crate::{exchange::Side, trace::Stopwatch};

/// See the module's documentation; dropped, it is entered.
pub(in crate::tower) struct Call {
    side: Side,
    began: Stopwatch,
    /// Shared with the request: method and address are parts of it.
    uri: Uri,
    code: Option<Code>,
    error: Cow<'static, str>,
    /// Whether a server answered without a status of gRPC: what it serves may be no method at all.
    has_no_status: bool,
    /// Whether a server began to answer as one of gRPC does that has the method.
    answers: bool,
}

impl Call {
    pub(in crate::tower) fn new(side: Side, uri: Uri) -> Self {
        Self {
            side,
            began: Stopwatch::start(),
            uri,
            code: None,
            error: Cow::Borrowed(""),
            has_no_status: false,
            answers: false,
        }
    }

    /// Notes what went wrong, by a name that is one of few.
    pub(in crate::tower) fn failed(&mut self, error: impl Into<Cow<'static, str>>) {
        self.error = error.into();
    }

    /// Whether its status is known.
    pub(in crate::tower) const fn has_ended(&self) -> bool {
        self.code.is_some()
    }

    /// Whether nothing is known of how it ended.
    pub(super) fn has_no_outcome(&self) -> bool {
        self.code.is_none() && self.error.is_empty()
    }

    /// The method that was asked for, known or not.
    pub(super) fn method(&self) -> &str {
        path(self.uri.path()).unwrap_or_default()
    }

    /// Whether there is such a method, as far as is known yet: it was called before and there was, or how this call went
    /// says so. Who calls knows what it calls, but where it is told that there is no such method.
    pub(super) fn is_known(&self) -> bool {
        let says_so = match (self.side, self.code) {
            (Side::Client, code) => code != Some(Code::UNIMPLEMENTED),
            (Side::Server, None | Some(Code::CANCELLED)) => self.answers,
            (Side::Server, Some(code)) => !self.has_no_status && code.is_of_a_method(),
        };
        says_so || duration::knows(self.side, self.method())
    }

    /// Notes that a message, and no status, is what an answer begins with.
    pub(super) fn answers(&mut self) {
        self.answers = true;
    }

    /// Notes that an answer has no status of gRPC. Who calls knows what it calls all the same.
    pub(super) fn answered_without_status(&mut self) {
        self.has_no_status = self.side == Side::Server;
    }

    pub(super) fn ended(&mut self, code: Code) {
        self.code = Some(code);
        if code.is_failure(self.side) {
            self.error = code.name().into();
        }
    }

    pub(super) fn cancelled(&mut self) {
        self.code = Some(Code::CANCELLED);
        self.error = Code::CANCELLED.name().into();
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        duration::record(&Ended {
            side: self.side,
            seconds: self.began.seconds(),
            method: if self.is_known() { self.method() } else { UNKNOWN_METHOD },
            address: self.uri.host().unwrap_or_default(),
            port: self.uri.port().as_ref().map_or("", |port| port.as_str()),
            code: self.code,
            error: &self.error,
        });
    }
}
