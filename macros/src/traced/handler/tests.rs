//! The documented expansion is the real one, and what `off` leaves of it.

use proc_macro2::TokenStream;

use super::{
    super::{
        Function,
        tests::{applied, documents},
    },
    HandlerArgs, expand, expanded, off,
};

fn expansion(source: &str, expand: fn(&HandlerArgs, &Function) -> TokenStream) -> String {
    applied(source, |arguments, function| expanded(arguments, function, expand))
}

#[test]
fn the_documented_expansion_is_the_real_one() {
    documents("src/handler.md", |source| expansion(source, expand::expand));
}

#[test]
fn with_the_feature_off_a_function_stays_as_it_is_written() {
    let bare = "async fn show(id: u64) -> Result<u64, Refused> {\n    find(id).await\n}\n";
    let said =
        format!("#[handler(method = \"GET\", route = \"/orders/{{id}}\", err(level = \"warn\"))]\n{bare}");
    assert_eq!(expansion(&said, off::expand), bare);
}

#[test]
fn with_the_feature_off_what_is_said_counts_as_used_but_does_not_run() {
    let said = "#[handler(from = incoming)]\nfn show(incoming: Incoming) {}";
    let expected = "fn show(incoming: Incoming) {
    if false {
        ::tracewell::__private::check_request(&(incoming));
        ::tracewell::__private::never()
    }
}
";
    assert_eq!(expansion(said, off::expand), expected);
}

#[test]
fn a_request_is_taken_from_the_argument_that_is_named() {
    let said = "#[handler(from = incoming, name = \"show order\")]\nfn show(incoming: Incoming) -> u8 { 1 }";
    let written = expansion(said, expand::expand);
    for part in ["::core::option::Option::Some(\"show order\"),", "&(incoming),", ".call(\n"] {
        assert!(written.contains(part), "{part} is missing in\n{written}");
    }
}
