#!/usr/bin/env bash
# Runs the official W3C trace context suite against our server, at both levels of the specification.
#
# Needs git, Python 3 and the network; without them it says so and skips, or fails where W3C_REQUIRED is set.
# W3C_TRACE_CONTEXT=DIR takes the suite from a checkout of w3c/trace-context instead.
# Arguments go to the suite's test.py, as in: run.sh TraceContext2Test
set -euo pipefail
cd "$(dirname "$0")/../../.."

origin=https://github.com/w3c/trace-context
commit=acab820be9db7b3433668baa5cdd43f57f4c4be0
cache=$PWD/.cache/w3c
suite=${W3C_TRACE_CONTEXT:-$cache/$commit}

skip() {
    echo "skipped: the W3C trace context suite did not run: $1" >&2
    test -z "${W3C_REQUIRED:-}"
    exit
}

fetch_suite() {
    test -e "$suite/test/test.py" && return
    rm -rf "${cache:?}/$commit" &&
        git init --quiet "$suite" &&
        git -C "$suite" fetch --quiet --depth 1 "$origin" "$commit" &&
        git -C "$suite" checkout --quiet FETCH_HEAD
}

make_venv() {
    "$cache/venv/bin/python" -c 'import aiohttp' 2>/dev/null && return
    python3 -m venv "$cache/venv" &&
        "$cache/venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/interop/w3c/requirements.txt
}

start_server() {
    cargo build --quiet --package tracewell-tests-w3c
    : >"$cache/endpoint"
    "${CARGO_TARGET_DIR:-target}/debug/tracewell-tests-w3c" >>"$cache/endpoint" &
    server=$!
    trap 'kill "$server"' EXIT
    until endpoint=$(grep http: "$cache/endpoint"); do
        kill -0 "$server"
        sleep 0.1
    done
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

run_suite() {
    echo "== specification level $1"
    local log=$cache/level-$1.log
    (cd "$suite/test" &&
        SPEC_LEVEL=$1 STRICT_LEVEL=2 HARNESS_PORT=$(free_port) PYTHONDONTWRITEBYTECODE=1 \
            "$cache/venv/bin/python" test.py "$endpoint" "${@:2}") 2>&1 | tee "$log" || return
    # The pinned suite has 41 tests; level 1 skips the one of level 2. Fewer would mean that nothing was shown.
    test $# -gt 1 || grep -q '^Ran 41 tests' "$log"
}

mkdir -p "$cache"
command -v git >/dev/null || skip "git is missing"
command -v python3 >/dev/null || skip "python3 is missing"
fetch_suite || skip "there is no suite in $suite, and $origin cannot be fetched"
make_venv || skip "no Python environment with aiohttp can be made"
start_server
status=0
run_suite 1 "$@" || status=1
run_suite 2 "$@" || status=1
exit "$status"
