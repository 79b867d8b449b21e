//! The log macros: what compiles, and where the error of each mistake points.
//!
//! `TRYBUILD=overwrite cargo test -p tracewell-tests-ui` writes the expected errors anew.

#[test]
fn log_macros() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/log/*.rs");
    cases.compile_fail("fail/log/*.rs");
}
