//! The tour shows what the README says it shows.

use std::{collections::BTreeMap, process::Command};

/// What a checkout calls, where all goes well.
const CHECKOUT: &str = "
customer [internal]
  POST [client]
    POST /checkout [server]
      checkout [internal]
        POST [client]
          POST /orders [server]
            INSERT orders [client]
            charge [internal]
              shop.Payment/Charge [client]
                shop.Payment/Charge [server]
                  ask_bank [client]
            UPDATE orders [client]
";

/// Returns what the tour prints, by headings.
fn tour(arguments: &[&str]) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_shop")).args(arguments).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let chapters = text.split("\n# ").filter_map(|chapter| chapter.split_once("\n\n"));
    chapters.fold(BTreeMap::new(), |mut by_heading: BTreeMap<String, String>, (heading, text)| {
        by_heading.entry(heading.to_owned()).or_default().push_str(text);
        by_heading
    })
}

/// Returns a tree without the times and errors.
fn names(tree: &str) -> String {
    let name = |line: &str| line.split_inclusive(']').next().unwrap_or_default().to_owned() + "\n";
    tree.lines().map(name).collect()
}

#[test]
fn one_checkout_is_one_trace_with_its_log() {
    let tour = tour(&[]);
    assert_eq!(names(&tour["One checkout"]), CHECKOUT[1..]);
    let failed = &tour["A checkout whose payment is declined"];
    assert_eq!(names(failed), CHECKOUT[1..]);
    let is_error = |name: &str| {
        failed.lines().find(|line| line.contains(name)).is_some_and(|line| line.ends_with("ERROR"))
    };
    assert!(
        is_error("Charge [client]") && !is_error("Charge [server]"),
        "the fault is the caller's: {failed}"
    );
    for event in ["order_placed", "checked_out", "charge_declined", "place failed", "checkout failed"] {
        assert_eq!(tour["Its log"].matches(&format!(r#""event":"{event}""#)).count(), 1, "{event}");
    }
}

#[test]
fn a_scanner_takes_no_series_and_is_named() {
    let tour = tour(&[]);
    let series = &tour["A scanner tries paths and vouchers: from the page of metrics"];
    assert_eq!(series.lines().filter(|line| line.starts_with("shop_checkouts_total{")).count(), 21);
    assert!(series.contains(r#"http_response_status_code="404",http_route="__unmatched__""#), "{series}");
    let blame = &tour["Who asked for more series than there may be"];
    assert!(blame.contains("shop.checkouts, label `voucher`") && blame.contains("gateway.rs"), "{blame}");
    let books = &tour["What became of all spans and lines"];
    assert_eq!(books.matches(", 0 dropped").count(), 2, "{books}");
}

#[test]
fn a_database_that_fails_is_a_fault_of_the_service() {
    let tour = tour(&["--orders-fail", "1"]);
    let tree = &tour["One checkout"];
    let failed: Vec<_> = tree.lines().filter(|line| line.ends_with("ERROR")).map(str::trim_start).collect();
    assert!(failed.iter().any(|line| line.starts_with("POST /checkout [server]")), "{tree}");
    assert!(failed.iter().any(|line| line.starts_with("INSERT")), "{tree}");
    assert!(tour["Its log"].contains(r#""level":"ERROR","event":"place failed""#), "{tour:?}");
}
