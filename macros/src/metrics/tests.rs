use proc_macro2::TokenStream;
use quote::quote;

use super::metrics;

fn expanded(item: TokenStream) -> String {
    metrics(quote!(prefix = "shop"), item).to_string()
}

#[test]
fn documentation_is_help_and_the_field_is_the_name() {
    let text = expanded(quote! {
        struct Shop {
            #[doc = " Orders that were placed,"]
            #[doc = ""]
            #[doc = " by anybody."]
            #[counter(unit = "{order}")]
            r#type: Counter,
        }
    });
    assert!(text.contains(
        r#"name : "shop.type" , help : "Orders that were placed, by anybody." , unit : "{order}""#
    ));
    assert!(!text.contains("# [counter"), "{text}");
}

#[test]
fn an_instrument_under_a_condition_is_listed_under_it() {
    let text = expanded(quote! {
        struct Shop {
            /// Orders.
            #[cfg(unix)]
            #[counter(unit = "{order}", name = "orders")]
            placed: Counter,
        }
    });
    assert_eq!(text.matches("# [cfg (unix)]").count(), 3, "field, value and list: {text}");
    assert!(text.contains(r#"name : "orders""#), "a name that is said has no prefix");
}

#[test]
fn durations_have_bounds_of_their_own() {
    let bounds = |unit: &str| {
        let text = expanded(quote! {
            struct Shop {
                /// How long.
                #[histogram(unit = #unit)]
                checkout: Histogram,
            }
        });
        text.contains("DURATION_BOUNDS")
    };
    assert!(bounds("s") && !bounds("By"));
}
