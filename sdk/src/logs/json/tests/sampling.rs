use super::*;

#[test]
fn sampled_lines_are_counted_and_said_and_a_key_keeps_its_lines_together() {
    let sampling = LogSampling::all().by_field("request.id", 0.5);
    let lines = lines_of(JsonLayer::builder().sampling(sampling).service("shop"), || {
        for request in 0..100 {
            crate::info!("begin", request.id = request);
            crate::info!("end", request.id = request.to_string());
            crate::warn!("slow", request.id = request);
        }
        crate::info!("without key");
    });
    let of = |event: &str| -> Vec<i64> {
        let chosen = lines.iter().filter(|line| line["event"] == event);
        chosen
            .map(|line| {
                line["request.id"]
                    .as_i64()
                    .unwrap_or_else(|| line["request.id"].as_str().unwrap().parse().unwrap())
            })
            .collect()
    };
    assert_eq!(of("begin"), of("end"));
    assert!((20..80).contains(&of("begin").len()), "{:?}", of("begin"));
    assert_eq!(of("slow").len(), 100);
    let dropped = 200 - 2 * of("begin").len();
    let said: Vec<_> = lines.iter().filter(|line| line["event"] == "tracewell.dropped_logs").collect();
    let count: u64 = said.iter().map(|line| line["count"].as_u64().unwrap()).sum();
    assert_eq!(count, dropped as u64);
    assert_eq!((said[0]["reason"].as_str(), said[0]["service"].as_str()), (Some("sampled"), Some("shop")));
}

#[test]
fn volume_is_counted_by_event_and_for_log_by_place() {
    let log_from = |line| {
        let args = format_args!("x");
        let record = tracing_log::log::Record::builder().args(args).line(Some(line)).target("t").build();
        tracing_log::format_trace(&record).unwrap();
    };
    let sampling = LogSampling::all().by_volume(3, 0);
    let lines = lines_of(JsonLayer::builder().sampling(sampling), || {
        // All within one second, or within two.
        for _ in 0..50 {
            crate::info!("a");
            crate::info!("a");
            crate::info!("b");
            log_from(1);
            log_from(2);
        }
    });
    let count = |event| lines.iter().filter(|line| line["event"] == event).count();
    assert!([3, 6].contains(&count("a")), "{}", count("a"));
    assert!([3, 6].contains(&count("b")), "{}", count("b"));
    assert!([6, 12].contains(&count("x")), "{}", count("x"));
}
