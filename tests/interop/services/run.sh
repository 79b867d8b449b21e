#!/usr/bin/env bash
# Runs the test in which services in Rust, Python and Go call each other.
#
# Needs Go, Python 3 and, the first time, the network; without them it says so and skips, or fails where
# SERVICES_REQUIRED is set.
set -euo pipefail
cd "$(dirname "$0")/../../.."
cache=$PWD/.cache/services
here=$PWD/tests/interop/services

skip() {
    echo "skipped: the services did not run: $1" >&2
    test -z "${SERVICES_REQUIRED:-}"
    exit
}

make_venv() {
    cmp --quiet "$here/python/requirements.txt" "$cache/venv/made-of" && return
    rm -rf "$cache/venv"
    python3 -m venv "$cache/venv" &&
        "$cache/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/python/requirements.txt" &&
        cp "$here/python/requirements.txt" "$cache/venv/made-of"
}

build_go() {
    (cd "$here/go" && CGO_ENABLED=0 go build -mod=readonly -trimpath -o "$cache/go-service" .)
}

mkdir -p "$cache"
command -v go >/dev/null || skip "Go is missing"
command -v python3 >/dev/null || skip "Python is missing"
make_venv || skip "no Python environment can be made"
build_go || skip "the Go service cannot be built"
if [ -z "${COLLECTOR:-}" ]; then
    COLLECTOR=$(bash tests/interop/collector/build.sh) || skip "the Collector cannot be built"
fi
export COLLECTOR PYTHON_SERVICE=$cache/venv/bin/python GO_SERVICE=$cache/go-service
cargo test --package tracewell-tests-services "$@" -- --nocapture
