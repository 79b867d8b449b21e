#!/usr/bin/env bash
# Runs the tests in which services in Rust, Python and Go call each other: those of this folder, and examples/shop.
#
# Needs Go, Python 3 and, the first time, the network; without them it says so and skips, or fails where
# SERVICES_REQUIRED is set.
set -euo pipefail
cd "$(dirname "$0")/../../.."
cache=$PWD/.cache/services
here=$PWD/tests/interop/services
shop=$PWD/examples/shop
. tests/interop/venv.sh

skip() {
    echo "skipped: the services did not run: $1" >&2
    test -z "${SERVICES_REQUIRED:-}"
    exit
}

# build_go NAME FOLDER: builds .cache/services/NAME of the module in FOLDER.
build_go() {
    (cd "$2" && CGO_ENABLED=0 go build -mod=readonly -trimpath -o "$cache/$1" .)
}

mkdir -p "$cache"
command -v go >/dev/null || skip "Go is missing"
command -v python3 >/dev/null || skip "Python is missing"
{ make_venv "$cache/venv" "$here/python" && make_venv "$cache/recommendations" "$shop/recommendations"; } ||
    skip "no Python environment can be made"
{ build_go go-service "$here/go" && build_go shipping "$shop/shipping"; } || skip "the Go services cannot be built"
if [ -z "${COLLECTOR:-}" ]; then
    COLLECTOR=$(bash tests/interop/collector/build.sh) || skip "the Collector cannot be built"
fi
export COLLECTOR PYTHON_SERVICE=$cache/venv/bin/python GO_SERVICE=$cache/go-service
cargo build --package shop
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
export SHOP=$target/debug/shop RECOMMENDATIONS_PYTHON=$cache/recommendations/bin/python SHIPPING=$cache/shipping
cargo test --package tracewell-tests-services "$@" -- --nocapture
