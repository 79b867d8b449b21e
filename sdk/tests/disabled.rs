//! `OTEL_SDK_DISABLED`: nothing is recorded, and what callers sent is passed on all the same.

use std::collections::HashMap;

use tracewell::{Telemetry, propagation, trace::Callsite};
use tracing::Level;

static SERVE: Callsite =
    Callsite::new("serve", ("test", "0"), opentelemetry::trace::SpanKind::Server, Level::INFO);

#[test]
fn a_disabled_sdk_passes_contexts_on() {
    let variables = [("OTEL_SDK_DISABLED", "true"), ("OTEL_PROPAGATORS", "b3")];
    let telemetry = Telemetry::builder().environment(variables).install().unwrap();

    let caller = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1";
    let incoming = HashMap::from([("b3".to_owned(), caller.to_owned())]);
    let _serve = SERVE.open_under(propagation::extract(&incoming), |_| {}).enter();
    let mut outgoing = HashMap::<String, String>::new();
    propagation::inject(&mut outgoing);

    assert_eq!(outgoing["b3"], caller);
    assert_eq!(telemetry.spans().attempted, 0);
}
