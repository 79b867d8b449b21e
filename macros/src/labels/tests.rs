use proc_macro2::TokenStream;
use quote::quote;

use super::{label_value, labels};

fn text(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

#[test]
fn texts_are_numbered_among_themselves() {
    let text = text(&labels(quote! {
        struct RequestLabels<'a> {
            #[label(max = 10)]
            route: &'a str,
            ok: bool,
            #[label(max = 20, name = "peer.service")]
            peer: String,
        }
    }));
    assert!(text.contains("typeSet=RequestLabels<'static>;"), "{text}");
    assert!(
        text.contains(".text(slots,0usize,<&'astras::core::convert::AsRef<str>>::as_ref(&self.route),10u32)")
    );
    assert!(
        text.contains(".text(slots,1usize,<Stringas::core::convert::AsRef<str>>::as_ref(&self.peer),20u32)")
    );
    assert!(text.contains(r#"Dimension::text("peer.service",20u32)"#), "{text}");
}

#[test]
fn the_sdk_can_be_named() {
    let set = labels(quote! { #[labels(crate = elsewhere::sdk)] struct A { ok: bool } });
    let value = label_value(quote! { #[label(crate = elsewhere::sdk)] enum A { B } });
    for text in [text(&set), text(&value)] {
        assert!(text.contains("elsewhere::sdk::metrics") && !text.contains("::tracewell"), "{text}");
    }
}
