//! `crate = path`: an SDK that is reached through another crate.

use tests_spans::spans_of;

mod vendored {
    pub(super) mod sdk {
        pub(crate) use ::tracewell::*;
    }
}

#[vendored::sdk::traced(crate = crate::own_sdk::vendored::sdk, fields(answer = 42), err(log = false), ret)]
fn through_another_crate() -> Result<u8, String> {
    Ok(1)
}

#[test]
fn the_sdk_is_found_where_it_is_said_to_be() {
    let spans = spans_of(|| {
        through_another_crate().unwrap();
    });
    assert_eq!(spans.tree(), "through_another_crate answer=42 return=1\n");
}
