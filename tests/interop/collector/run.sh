#!/usr/bin/env bash
# Builds a pinned OpenTelemetry Collector, and runs the SDK's tests against it.
#
# Needs Go and, the first time, the network; without them it says so and skips, or fails where COLLECTOR_REQUIRED is set.
# COLLECTOR=FILE takes a Collector that has the components of builder.yaml.
# Arguments go to `cargo test`, as in: run.sh --test restarts
set -euo pipefail
cd "$(dirname "$0")/../../.."

skip() {
    echo "skipped: the tests against the Collector did not run: $1" >&2
    test -z "${COLLECTOR_REQUIRED:-}"
    exit
}

if [ -z "${COLLECTOR:-}" ]; then
    command -v go >/dev/null || skip "Go is missing"
    COLLECTOR=$(bash tests/interop/collector/build.sh) || skip "the Collector cannot be built"
fi
export COLLECTOR
cargo test --package tracewell-tests-collector "$@" -- --nocapture
