//! The documented expansion is the real one.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use syn::{File, Item, Meta, parse_file, parse2};

use super::{Function, args::Args, expand, expanded, off};

/// Where the examples stand, in pairs: before and after.
const PAGE: &str = "src/traced.md";

#[test]
fn the_documented_expansion_is_the_real_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = fs::read_to_string(&path).unwrap();
    let blocks: Vec<&str> =
        page.split("```ignore\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let mut expected = page.clone();
    for pair in blocks.chunks(2) {
        expected = expected.replacen(pair[1], &expansion(pair[0], expand::expand), 1);
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(path, &expected).unwrap();
    } else {
        assert!(page == expected, "{PAGE} is stale: UPDATE=1 writes it anew\n{expected}");
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
    let File { items, .. } = parse_file(source).unwrap();
    let [Item::Fn(function)] = &items[..] else { panic!("one function is expected") };
    let mut function = function.clone();
    let arguments = match function.attrs.remove(0).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let tokens = expanded(arguments, quote::quote!(#function), expand);
    prettyplease::unparse(&parse2(tokens).unwrap())
}
