//! The command as people run it: arguments in, streams and exit status out.

mod bad_input;
mod configuration;
mod output;
mod readme;
mod support;
