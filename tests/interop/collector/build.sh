#!/usr/bin/env bash
# Builds the Collector of builder.yaml with OpenTelemetry's own builder, once, and prints where it is.
#
# go.mod and go.sum pin everything below it: the builder is not asked to resolve modules, which would fetch the tests of
# all of them too. To move the pin: change builder.yaml, go.mod and the version below, remove go.sum's lines, run
# `go mod download` and `go build -mod=mod` in the folder `src` of the cache, and copy its go.mod and go.sum back.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=0.165.0
cache=$here/../../../.cache/collector/$version
mkdir -p "$cache"
cd "$cache"

if [ ! -x collector ] || [ -n "$(find "$here"/builder.yaml "$here"/go.sum -newer collector)" ]; then
    echo "building the OpenTelemetry Collector $version, which takes some minutes" >&2
    rm -rf src
    GOBIN=$PWD go install "go.opentelemetry.io/collector/cmd/builder@v$version" >&2
    ./builder --config "$here/builder.yaml" --skip-get-modules --skip-compilation >&2
    cp "$here/go.mod" "$here/go.sum" src/
    (cd src && CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags='-s -w' -o ../collector.new .) >&2
    mv collector.new collector
fi
echo "$PWD/collector"
