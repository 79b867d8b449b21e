//! An SDK that is disabled records nothing and passes contexts on: the specification excepts propagation.

mod settled;

use std::{collections::HashMap, time::Duration};

use tracewell::{
    Telemetry,
    opentelemetry::{
        global,
        trace::{TraceContextExt, Tracer},
    },
    propagation,
};

const B3: &str = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1";

#[test]
fn nothing_is_recorded_and_headers_pass_through() {
    let variables = [
        ("OTEL_SDK_DISABLED", "True"),
        ("OTEL_PROPAGATORS", "b3"),
        // Nobody listens there, and nobody is asked.
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
    ];
    let telemetry = Telemetry::builder().environment(variables).install().unwrap();
    let context = propagation::extract(&HashMap::from([("b3".to_owned(), B3.to_owned())]));
    assert!(context.span().span_context().is_remote());
    let _attached = context.attach();
    global::tracer("disabled").in_span("unseen", |context| {
        let mut outgoing: HashMap<String, String> = HashMap::new();
        propagation::inject_context(&context, &mut outgoing);
        assert_eq!(outgoing, HashMap::from([("b3".to_owned(), B3.to_owned())]));
    });
    tracewell::info!("unseen");
    let ledgers = telemetry.ledgers();
    settled::end(telemetry, Duration::ZERO).unwrap();
    assert!(ledgers.iter().all(|ledger| ledger.balance().attempted == 0));
}
