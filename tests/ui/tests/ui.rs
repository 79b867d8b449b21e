//! Each file of `fail/` has one fault, and each error stands under what is guilty; those of `pass/` have none.
//!
//! `TRYBUILD=overwrite cargo test -p tracewell-tests-ui` writes what the compiler says.

#[test]
fn errors_stand_under_the_guilty_token() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*/*.rs");
    cases.pass("pass/*/*.rs");
}
