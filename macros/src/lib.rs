//! The attribute and derive macros of the tracewell SDK, re-exported by the `tracewell` crate.
//!
//! Nothing is here yet: the macros arrive together with the SDK pipeline they expand to.
