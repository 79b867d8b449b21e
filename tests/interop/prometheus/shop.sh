#!/usr/bin/env bash
# Runs examples/shop under an attack, scraped by a real Prometheus and sending to a real Collector, and compares them.
#
# Needs Prometheus with promtool (Debian: `apt-get install prometheus`), Python 3, Go and, the first time, the network;
# without them it says so and skips, or fails where PROMETHEUS_REQUIRED is set.
# COLLECTOR=FILE takes a Collector that has the components of ../collector/builder.yaml.
set -euo pipefail
cd "$(dirname "$0")/../../.."

skip() {
    echo "skipped: the shop was not held against Prometheus: $1" >&2
    test -z "${PROMETHEUS_REQUIRED:-}"
    exit
}

for program in prometheus promtool python3; do
    command -v "$program" >/dev/null || skip "$program is missing"
done
if [ -z "${COLLECTOR:-}" ]; then
    command -v go >/dev/null || skip "Go is missing"
    COLLECTOR=$(bash tests/interop/collector/build.sh) || skip "the Collector cannot be built"
fi
cargo build --quiet --package shop
PYTHONDONTWRITEBYTECODE=1 python3 tests/interop/prometheus/shop.py "${CARGO_TARGET_DIR:-target}/debug/shop" "$COLLECTOR"
