use proc_macro2::TokenStream;
use quote::quote;

use super::*;

/// Returns the messages of the errors that the arguments get.
fn said(input: TokenStream) -> Vec<String> {
    let (args, mut mistakes) = Args::parse("info", input);
    mistakes.extend(validate::mistakes("info", &args));
    mistakes.iter().map(ToString::to_string).collect()
}

fn instead(input: TokenStream) -> String {
    let said = said(input);
    assert_eq!(said.len(), 1, "{said:?}");
    said[0].split('`').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn every_form_of_a_field_is_taken() {
    let forms = quote! {
        target: "audit", "order_placed", order.id = id, type = 3, "http.status-code" = status, user = ?user,
        shown = %path, total, ?lines, %order.name, generic = call::<A, B>(x, y), closure = (|a, b| a + b)(1, 2),
    };
    assert_eq!(said(forms), [""; 0]);
    assert_eq!(said(quote!("order_placed")), [""; 0]);
    assert_eq!(said(quote!("order_placed",)), [""; 0]);
}

#[test]
fn text_with_values_in_it_is_shown_in_its_structured_form() {
    assert_eq!(instead(quote!("user {id} in")), r#"info!("user_in", id = id)"#);
    assert_eq!(instead(quote!("user {} in", user.id)), r#"info!("user_in", id = user.id)"#);
    assert_eq!(instead(quote!("{0:?} and {1:>5}", a.b(), &c::D)), r#"info!("and", b = ?a.b(), D = &c::D)"#);
    assert_eq!(
        instead(quote!("took {ms} of {max}", max = limit.max)),
        r#"info!("took_of", ms = ms, max = limit.max)"#
    );
    assert_eq!(instead(quote!("{{}} {x} {x}", extra)), r#"info!("event_name", x = x, extra = extra)"#);
    assert_eq!(instead(quote!("{} of {}", pair.0, pair.1)), r#"info!("of", pair = pair.0, pair_2 = pair.1)"#);
    assert_eq!(instead(quote!("{}")), r#"info!("event_name", value = value)"#);
}

#[test]
fn a_text_behind_its_fields_is_moved_before_them() {
    assert_eq!(instead(quote!(user = 1, "Logged in")), r#"info!("logged_in", user = 1)"#);
    assert_eq!(instead(quote!(name)), r#"info!("event_name", key = value)"#);
    assert_eq!(instead(quote!()), r#"info!("event_name", key = value)"#);
}

#[test]
fn each_mistake_is_told_once_and_all_of_them_at_once() {
    let several = quote!("", a = , order.total(), a = 1, a = 2, level = 3, "text", b = 1 2, parent: x);
    let said = said(several);
    assert_eq!(
        said,
        [
            "`a` has no value",
            "a value needs a key: `key = order.total()`",
            "a value needs a key: `key = \"…\"`; text goes into the event's name",
            "expected a comma",
            "a field is written with `=`: `parent = value`",
            "an event's name is not empty",
            "`a` has a value already",
            "`level` is written on every line: the event's level; choose another key",
        ]
    );
}

#[test]
fn options_of_tracing_that_there_are_not_are_named() {
    let said = said(quote!(parent: &span, name: "x", color: 1, "order_placed"));
    assert_eq!(
        said,
        [
            "an event belongs to the current context: attach the parent's context around it",
            "the event's name comes first, without `name:`",
            "the only option is `target:`; a field is `key = value`",
        ]
    );
}
