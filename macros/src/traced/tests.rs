//! The documented expansion is the real one.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use syn::{File, Item, Meta, parse_file, parse2};

use super::{Function, args::Args, expand, expanded, off};

/// Where the examples stand.
const PAGE: &str = "src/traced.md";

#[test]
fn the_documented_expansion_is_the_real_one() {
    documents(PAGE, |source| expansion(source, expand::expand));
}

/// Asserts that a page shows, behind the heading, what functions become: in pairs of before and after.
pub(super) fn documents(page: &str, expansion: impl Fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(&path).unwrap();
    let (head, shown) = text.split_at(text.find("# What it becomes").unwrap());
    // Every second piece is within a fence, and every second one of those is what the one before it becomes.
    let mut pieces: Vec<String> = shown.split("```").map(str::to_owned).collect();
    for after in (3..pieces.len()).step_by(4) {
        let before = pieces[after - 2].trim_start_matches("ignore\n");
        pieces[after] = format!("ignore\n{}", expansion(before));
    }
    let written = format!("{head}{}", pieces.join("```"));
    if env::var_os("UPDATE").is_some() {
        fs::write(path, &written).unwrap();
    } else {
        assert!(text == written, "{page} is stale: UPDATE=1 writes it anew\n{written}");
    }
}

#[test]
fn with_the_feature_off_a_function_stays_as_it_is_written() {
    let bare =
        "async unsafe fn place<T>(order: &Order<T>) -> Result<u64, Refused> {\n    order.id().await\n}\n";
    let said = format!("#[traced(name = \"n\", kind = \"client\", root, err, ret(?))]\n{bare}");
    assert_eq!(expansion(&said, off::expand), bare);
}

#[test]
fn with_the_feature_off_what_is_said_counts_as_used_but_does_not_run() {
    let said =
        "#[traced(fields(id = order.id), parent = caller)]\nfn place(order: Order, caller: Context) {}";
    let expected = "fn place(order: Order, caller: Context) {
    if false {
        let _ = ::tracewell::__private::ToParent::to_parent(&(caller));
        ::tracewell::__private::check(|start| {
            ::tracewell::__private::set(
                start,
                \"id\",
                ::tracewell::__private::ToValue::to_value(&(order.id)),
            );
        });
        ::tracewell::__private::never()
    }
}
";
    assert_eq!(expansion(said, off::expand), expected);
}

/// Applies the attribute of the one function in `source`.
fn expansion(source: &str, expand: fn(&Args, &Function) -> TokenStream) -> String {
    applied(source, |arguments, function| expanded(arguments, function, expand))
}

/// Applies the attribute of the one function in `source`, as `apply` does it.
pub(super) fn applied(source: &str, apply: impl Fn(TokenStream, TokenStream) -> TokenStream) -> String {
    let File { items, .. } = parse_file(source).unwrap();
    let [Item::Fn(function)] = &items[..] else { panic!("one function is expected") };
    let mut function = function.clone();
    let arguments = match function.attrs.remove(0).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let tokens = apply(arguments, quote::quote!(#function));
    prettyplease::unparse(&parse2(tokens).unwrap())
}
