//! Limits, queues and receivers: the signal's own variable, the general one, the default.

use super::{variables::check, *};

#[test]
fn of_spans() {
    let attributes: Show = |config| config.span_limits.attributes.to_string();
    let length: Show = |config| config.span_limits.value_length.to_string();
    let others: Show = |config| {
        let limits = config.span_limits;
        format!("{} {} {} {}", limits.events, limits.links, limits.event_attributes, limits.link_attributes)
    };
    check(&[
        (&[], "128", attributes),
        (&[("OTEL_ATTRIBUTE_COUNT_LIMIT", "5")], "5", attributes),
        (&[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "7"), ("OTEL_ATTRIBUTE_COUNT_LIMIT", "5")], "7", attributes),
        (&[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", ""), ("OTEL_ATTRIBUTE_COUNT_LIMIT", "0")], "0", attributes),
        (&[("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "7")], "128", attributes),
        (&[], &usize::MAX.to_string(), length),
        (&[("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "64")], "64", length),
        (
            &[("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "64"), ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "0")],
            "0",
            length,
        ),
        (&[], "128 128 128 128", others),
        (&[("OTEL_ATTRIBUTE_COUNT_LIMIT", "5")], "128 128 128 128", others),
        (
            &[
                ("OTEL_SPAN_EVENT_COUNT_LIMIT", "1"),
                ("OTEL_SPAN_LINK_COUNT_LIMIT", "2"),
                ("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "3"),
                ("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "0"),
            ],
            "1 2 3 0",
            others,
        ),
    ]);
}

#[test]
fn of_log_records() {
    let attributes: Show = |config| config.log_limits.attributes.to_string();
    let length: Show = |config| config.log_limits.value_length.to_string();
    check(&[
        (&[], "128", attributes),
        (&[("OTEL_ATTRIBUTE_COUNT_LIMIT", "5")], "5", attributes),
        (
            &[("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "0"), ("OTEL_ATTRIBUTE_COUNT_LIMIT", "5")],
            "0",
            attributes,
        ),
        (&[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "5")], "128", attributes),
        (&[], &usize::MAX.to_string(), length),
        (&[("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "64")], "64", length),
        (
            &[
                ("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", "9"),
                ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "64"),
            ],
            "9",
            length,
        ),
    ]);
}

#[test]
fn of_queues() {
    let show = |limits: QueueLimits| {
        let (delay, timeout) = (limits.delay.as_millis(), limits.export_timeout.as_millis());
        format!("{} {} {delay} {timeout}", limits.items, limits.batch_items)
    };
    let items = QueueLimits::SPANS.items;
    assert_eq!(items, QueueLimits::LOGS.items);
    for (prefix, delay) in [("OTEL_BSP", 5000), ("OTEL_BLRP", 1000)] {
        let read = |settings: &[(&str, &str)]| {
            let named: Vec<_> =
                settings.iter().map(|(rest, value)| (format!("{prefix}_{rest}"), *value)).collect();
            let named: Vec<_> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            let config = read(&named).unwrap();
            show(if prefix == "OTEL_BSP" { config.span_queue } else { config.log_queue })
        };
        assert_eq!(read(&[]), format!("{items} 512 {delay} 30000"));
        assert_eq!(read(&[("MAX_QUEUE_SIZE", " ")]), format!("{items} 512 {delay} 30000"));
        assert_eq!(read(&[("MAX_QUEUE_SIZE", "1")]), format!("1 1 {delay} 30000"), "a batch fits");
        assert_eq!(read(&[("MAX_EXPORT_BATCH_SIZE", "9")]), format!("{items} 9 {delay} 30000"));
        assert_eq!(
            read(&[("MAX_QUEUE_SIZE", "9"), ("MAX_EXPORT_BATCH_SIZE", "9")]),
            format!("9 9 {delay} 30000")
        );
        assert_eq!(read(&[("SCHEDULE_DELAY", "20")]), format!("{items} 512 20 30000"));
        assert_eq!(read(&[("SCHEDULE_DELAY", "0")]), format!("{items} 512 1 30000"), "timers are no shorter");
        assert_eq!(read(&[("EXPORT_TIMEOUT", "250")]), format!("{items} 512 {delay} 250"));
        assert_eq!(read(&[("EXPORT_TIMEOUT", "0")]), format!("{items} 512 {delay} {}", u32::MAX), "no limit");
    }
}

const OTLP: (&str, &str) = ("OTEL_TRACES_EXPORTER", "otlp");

#[test]
fn of_addresses() {
    let endpoint: Show = |config| otlp(&config.traces).endpoint.clone();
    check(&[
        (&[OTLP], "http://localhost:4318/v1/traces", endpoint),
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c")], "http://c/v1/traces", endpoint),
        (
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", "https://c:4318/mine/")],
            "https://c:4318/mine/v1/traces",
            endpoint,
        ),
        (
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://[::1]:4318/a?k=v")],
            "http://[::1]:4318/a/v1/traces?k=v",
            endpoint,
        ),
        (&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4318")], "http://c:4318", endpoint),
        (&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://c/in/")], "https://c/in/", endpoint),
        (
            &[
                ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://own"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all"),
            ],
            "http://own",
            endpoint,
        ),
        // HTTP always says whether it is encrypted.
        (&[OTLP, ("OTEL_EXPORTER_OTLP_INSECURE", "false")], "http://localhost:4318/v1/traces", endpoint),
    ]);
}

#[test]
fn of_headers_compression_and_timeouts() {
    let headers: Show = |config| format!("{:?}", otlp(&config.traces).headers);
    let gzip: Show = |config| otlp(&config.traces).gzip.to_string();
    let timeout: Show = |config| otlp(&config.traces).timeout.as_millis().to_string();
    check(&[
        (&[OTLP], "[]", headers),
        (
            &[OTLP, ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b%3D, x = y=z")],
            r#"[("api-key", "a b="), ("x", "y=z")]"#,
            headers,
        ),
        (
            &[
                OTLP,
                ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=own"),
                ("OTEL_EXPORTER_OTLP_HEADERS", "a=all,b=all"),
            ],
            r#"[("a", "own")]"#,
            headers,
        ),
        (&[OTLP], "false", gzip),
        (&[OTLP, ("OTEL_EXPORTER_OTLP_COMPRESSION", "GZIP")], "true", gzip),
        (
            &[
                OTLP,
                ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
                ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none"),
            ],
            "false",
            gzip,
        ),
        (&[OTLP], "10000", timeout),
        (&[OTLP, ("OTEL_EXPORTER_OTLP_TIMEOUT", "0")], &u32::MAX.to_string(), timeout),
        (
            &[OTLP, ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"), ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "250")],
            "250",
            timeout,
        ),
        (&[OTLP, ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "250")], "10000", timeout),
    ]);
}

#[cfg(feature = "grpc")]
#[test]
fn of_grpc() {
    const GRPC: (&str, &str) = ("OTEL_EXPORTER_OTLP_PROTOCOL", "gRPC");
    const NAMED: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "c:4317");
    let endpoint: Show = |config| otlp(&config.traces).endpoint.clone();
    check(&[
        (&[GRPC, ("OTEL_TRACES_EXPORTER", "otlp")], "http://localhost:4317", endpoint),
        (&[GRPC, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317")], "http://c:4317", endpoint),
        (&[GRPC, NAMED], "https://c:4317", endpoint),
        (&[GRPC, NAMED, ("OTEL_EXPORTER_OTLP_INSECURE", "TRUE")], "http://c:4317", endpoint),
        (
            &[
                GRPC,
                NAMED,
                ("OTEL_EXPORTER_OTLP_INSECURE", "true"),
                ("OTEL_EXPORTER_OTLP_TRACES_INSECURE", "false"),
            ],
            "https://c:4317",
            endpoint,
        ),
        (
            &[
                GRPC,
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://c:4317"),
                ("OTEL_EXPORTER_OTLP_INSECURE", "true"),
            ],
            "https://c:4317",
            endpoint,
        ),
    ]);
}

#[cfg(not(feature = "grpc"))]
#[test]
fn of_grpc_without_the_feature() {
    let variables = [("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
    let error = read(&variables).unwrap_err();
    assert_eq!(error.allowed, "http/protobuf; grpc with tracewell's feature `grpc`");
}

#[test]
fn of_certificates() {
    let config = read(&[
        ("OTEL_TRACES_EXPORTER", "otlp"),
        ("OTEL_LOGS_EXPORTER", "otlp"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "ca.pem"),
        ("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", "logs.pem"),
        ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "client.pem"),
        ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "traces.key"),
        ("OTEL_EXPORTER_OTLP_CLIENT_KEY", "client.key"),
    ])
    .unwrap();
    let named = |destinations: &[Destination]| {
        let otlp = otlp(destinations);
        let (certificate, key) = otlp.client_identity.as_deref().unwrap();
        [otlp.certificate.as_ref().unwrap(), certificate, key]
            .map(|file| format!("{}={}", file.variable, file.path.display()))
    };
    let client = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE=client.pem";
    let traces =
        ["OTEL_EXPORTER_OTLP_CERTIFICATE=ca.pem", client, "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY=traces.key"];
    let logs =
        ["OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE=logs.pem", client, "OTEL_EXPORTER_OTLP_CLIENT_KEY=client.key"];
    assert_eq!((named(&config.traces), named(&config.logs)), (traces.map(Into::into), logs.map(Into::into)));
}
