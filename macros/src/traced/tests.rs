//! The documented expansion is the real one.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use syn::{File, Item, Meta, parse_file, parse2};

use super::traced;

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
        expected = expected.replacen(pair[1], &expanded(pair[0]), 1);
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(path, &expected).unwrap();
    } else {
        assert!(page == expected, "{PAGE} is stale: UPDATE=1 writes it anew\n{expected}");
    }
}

/// Applies the attribute of the one function in `source`.
fn expanded(source: &str) -> String {
    let File { items, .. } = parse_file(source).unwrap();
    let [Item::Fn(function)] = &items[..] else { panic!("one function is expected") };
    let mut function = function.clone();
    let arguments = match function.attrs.remove(0).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    let tokens = traced(arguments, quote::quote!(#function));
    prettyplease::unparse(&parse2(tokens).unwrap())
}
