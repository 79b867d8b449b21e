//! What a report shows, and what it must not show.

use std::{panic::Location, time::Duration};

use super::{super::*, *};

const SECRET: &str = "ada.lovelace@example.org";

/// Where [`table`] asks.
const LINE: u32 = 20;

/// Refuses four measurements, all of one line.
fn table() -> Table {
    let table = Table::new(TableSpec {
        instrument: "orders.placed",
        site: Location::caller(),
        labels: vec![GuardedLabel::new("customer", 1), GuardedLabel::new("region", 10)],
        idle_after: Duration::MAX,
    });
    let pin = table.pin();
    assert_eq!(LINE, line!() - 1);
    (0..3).for_each(|_| assert_eq!(pin.slot(0, SECRET), Slot::OTHER));
    assert!(pin.slot(0, "business") != Slot::OTHER && pin.slot(1, "eu-west-1") != Slot::OTHER);
    assert_eq!(pin.slot(0, "private"), Slot::OTHER);
    drop(pin);
    table
}

#[test]
fn it_names_instrument_label_and_place_and_counts_by_reason() {
    let report = table().blame();
    let [blame] = report.as_slice() else { panic!("region refused nothing: {report:?}") };
    assert_eq!(
        (blame.instrument, blame.label, blame.max, blame.admitted),
        ("orders.placed", Some("customer"), 1, 1)
    );
    assert!(blame.site.file().ends_with("tests.rs"));
    assert_eq!((blame.over_budget, blame.identifiers, blame.rejected()), (1, 3, 4));
    assert_eq!(blame.shapes, [(Shape::Email, 3)]);
    // One pair of hashes in 2048 shares a register.
    assert!((1..=2).contains(&blame.distinct), "{}", blame.distinct);
}

#[test]
fn no_form_of_it_holds_a_value() {
    let report = table().blame();
    let mut file = Vec::new();
    write_json_lines(&mut file, &report).expect("a vector takes all");
    let file = String::from_utf8(file).expect("JSON");
    for text in [file, report[0].to_string(), format!("{report:?}")] {
        assert!(!text.contains("ada") && !text.contains("priv"), "{text}");
        assert!(text.contains("customer"));
    }
}

#[test]
fn a_line_of_the_file_is_as_documented() {
    let json: serde_json::Value = serde_json::from_str(&table().blame()[0].to_json()).expect("JSON");
    let mut expected = serde_json::json!({
        "schema": "tracewell/blame/v1", "instrument": "orders.placed", "label": "customer",
        "max": 1, "admitted": 1, "over_budget": 1, "over_process": 0, "identifiers": 3, "distinct": 0, "standard_error": STANDARD_ERROR,
        "shapes": {"email": 3},
    });
    expected["distinct"] = json["distinct"].clone();
    expected["file"] = json["file"].clone();
    expected["line"] = json["line"].clone();
    assert_eq!(json["callers"][0]["file"], file!());
    assert_eq!(
        (&json["callers"][0]["line"], json["callers"].as_array().map(Vec::len)),
        (&LINE.into(), Some(1))
    );
    assert!(json["callers"][0]["count"].as_u64() >= Some(3), "each identifier counts");
    expected["callers"] = json["callers"].clone();
    // Whether there is a second sample is left to chance.
    expected["samples"] = json["samples"].clone();
    assert_eq!(json["samples"][0], serde_json::json!({"shape": "email", "length": 24, "start": "ad"}));
    assert!(json["distinct"].is_u64());
    assert!(json["file"].as_str().is_some_and(|file| file.ends_with("tests.rs")) && json["line"].is_u64());
    assert_eq!(json, expected);
}

#[test]
fn text_for_people_reads_well() {
    let mut blame = Blame { distinct: 2, ..table().blame().remove(0) };
    blame.callers[0].count = 3;
    let text = blame.to_string();
    // Whether there is a second sample is left to chance.
    let lines: Vec<_> = text.lines().skip(1).take(7).collect();
    assert_eq!(
        lines,
        [
            "  4 measurements went to `__other__`:",
            "    1 over budget: 1 of 1 values have a series",
            "    3 identifiers",
            "  about 2 distinct values (standard error 2.3 %)",
            &format!("  asked for at {}:{LINE}, about 3", file!()),
            "  email: about 3",
            "  such as: email of 24 bytes, ad…",
        ]
    );
}

#[test]
fn an_instrument_without_room_is_told_which_budget_to_raise() {
    let (overflow, begin) = (Overflow::new(), line!());
    (0..5).for_each(|_| overflow.note(7, Full::Instrument));
    overflow.note(7, Full::Process);
    let mut blame = overflow.blame(("orders.placed", Location::caller()), [20, 20]);
    let mut lines: Vec<_> = blame.callers.iter().map(|caller| caller.site.line()).collect();
    lines.sort_unstable();
    assert_eq!(lines, [begin + 1, begin + 2]);
    blame.callers.truncate(1);
    let caller = format!("  asked for at {}", blame.callers[0]);
    assert_eq!((blame.label, blame.over_budget, blame.over_process, blame.rejected()), (None, 5, 1, 6));
    let text = blame.to_string();
    assert_eq!(
        text.lines().skip(1).collect::<Vec<_>>(),
        [
            "  6 measurements went to `otel.metric.overflow`:",
            "    5 over the instrument's budget: there are 20 of 20 series",
            "    1 over the process's budget",
            "  about 1 combinations of labels (standard error 2.3 %)",
            "  to mend it: raise `max_series`, or take labels away",
            &caller,
        ]
    );
    let json: serde_json::Value = serde_json::from_str(&blame.to_json()).expect("JSON");
    assert_eq!((json.get("label"), &json["over_process"], &json["max"]), (None, &1.into(), &20.into()));
}
