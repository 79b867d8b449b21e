//! The command as people run it: arguments in, streams and exit status out.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests, which clippy cannot see")]

mod bad_input;
mod configuration;
mod named;
mod output;
mod readme;
mod shop;
mod support;
