#!/usr/bin/env bash
# Has Python's prometheus_client read pages under adversarial names and values.
#
# PYTHON names an interpreter that has prometheus_client: see README.md.
set -euo pipefail
cd "$(dirname "$0")/../../.."
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
TRACEWELL_PAGES=$pages cargo test -q -p tracewell --features grpc,testing,tls --lib every_snapshot_has_a_page
"${PYTHON:-python3}" tests/interop/prometheus/check.py "$pages"
