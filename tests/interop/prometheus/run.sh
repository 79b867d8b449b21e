#!/usr/bin/env bash
# Has Python's prometheus_client read pages under adversarial names and values.
#
# Needs Python 3 and, the first time, the network; without them it says so and skips, or fails where PROMETHEUS_REQUIRED
# is set.
set -euo pipefail
cd "$(dirname "$0")/../../.."
venv=$PWD/.cache/prometheus
. tests/interop/venv.sh

skip() {
    echo "skipped: nobody but ourselves read the pages: $1" >&2
    test -z "${PROMETHEUS_REQUIRED:-}"
    exit
}

mkdir -p .cache
command -v python3 >/dev/null || skip "Python is missing"
make_venv "$venv" tests/interop/prometheus || skip "no Python environment can be made"
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
# As the whole workspace is tested: with the same features nothing is compiled again.
TRACEWELL_PAGES=$pages cargo test --quiet --workspace --lib every_snapshot_has_a_page
"$venv/bin/python" tests/interop/prometheus/check.py "$pages"
