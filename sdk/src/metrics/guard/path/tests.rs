//! Paths as they are met.

use proptest::prelude::*;

use super::{LENGTH, SEGMENTS, template_path};

#[test]
fn identifiers_give_way_to_a_placeholder() {
    for (path, template) in [
        ("/orders/17/items/ab3f", "/orders/{id}/items/{id}"),
        ("/orders/17", "/orders/{id}"),
        ("/users/123e4567-e89b-12d3-a456-426614174000/avatar", "/users/{id}/avatar"),
        ("/users/ada@example.org", "/users/{id}"),
        ("/users/@ada", "/users/{id}"),
        ("/invoices/INV-2024-00017", "/invoices/{id}"),
        ("/reports/2024-01-15", "/reports/{id}"),
        ("/hosts/10.1.2.3/ports/8080", "/hosts/{id}/ports/{id}"),
        ("/files/My%20Plan.pdf", "/files/{id}"),
        ("/städte/köln", "/{id}/{id}"),
        ("/assets/app.3f2a9c0d.js", "/assets/{id}"),
        ("/sessions/V1StGXR8Z5jdHi6B7myT", "/sessions/{id}"),
        ("/maps/52.5200,13.4050", "/maps/{id}"),
    ] {
        assert_eq!(template_path(path), template, "{path}");
    }
}

#[test]
fn words_and_versions_and_templates_stay() {
    for path in [
        "/",
        "*",
        "/health",
        "/api/v1/orders",
        "/v1beta1/projects",
        "/v1.2/me",
        "/api/1.0/items",
        "/oauth2/token",
        "/s3/buckets",
        "/i18n/de-DE",
        "/.well-known/openid-configuration",
        "/orders/{id}/items/{item_id}",
        "/orders/:orderId",
        "/files/*",
        "/static/{*path}",
        "/orders/{id:[0-9]+}",
        "/wp-login.php",
        "/grpc.health.v1.Health/Check",
    ] {
        assert_eq!(template_path(path), path);
    }
}

#[test]
fn only_the_path_is_left() {
    for (path, template) in [
        ("/search?q=ada", "/search"),
        ("/search#top", "/search"),
        ("/search?next=/a/b#c", "/search"),
        ("?q", "/"),
        ("", "/"),
        ("https://ada:secret@shop.example:8443/v1/carts?x", "/v1/carts"),
        ("https://shop.example", "/"),
        ("https://shop.example?token=1", "/"),
        ("/redirect/https://evil.example/x", "/redirect/{id}/evil.example/x"),
        ("/carts;region=eu/items;color=red;size=1", "/carts/items"),
        ("/carts/;jsessionid=4711", "/carts"),
        ("//orders///open/", "/orders/open"),
        ("orders/open", "/orders/open"),
    ] {
        assert_eq!(template_path(path), template, "{path}");
    }
}

#[test]
fn what_is_too_deep_or_too_long_ends_in_rest() {
    let deep = template_path(&"/a".repeat(100));
    assert_eq!(deep, format!("{}/{{rest}}", "/a".repeat(SEGMENTS)));
    let long = template_path(&"/orders-of-the-day-and-the-night".repeat(8));
    assert!(long.len() <= LENGTH + "/{rest}".len() && long.ends_with("/{rest}"), "{long}");
    assert_eq!(template_path(&format!("/{}", "x-".repeat(40))), "/{id}");
}

proptest! {
    #[test]
    fn a_template_is_bounded_holds_no_query_and_is_its_own_template(path in "\\PC{0,80}(/[a-z0-9;?#@:{}*.%-]{0,12}){0,20}") {
        let template = template_path(&path);
        let is_bounded = template.len() <= LENGTH + "/{rest}".len();
        prop_assert!(is_bounded);
        prop_assert!(!template.contains(['?', '#']), "{template}");
        prop_assert!(template == "*" || template.starts_with('/'));
        prop_assert_eq!(template_path(&template), template);
    }

    #[test]
    fn numbers_never_stay(number in 0_u64..) {
        prop_assert_eq!(template_path(&format!("/orders/{number}/items")), "/orders/{id}/items");
    }
}
