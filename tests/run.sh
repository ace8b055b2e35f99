#!/bin/sh
# Every test: native, the shared tests again as WebAssembly under node, and the page in Chromium.
# Sets up and builds what is missing first. Last line: "N passed, N failed, N skipped"; exit status 1 if any failed.
set -eu
cd "$(dirname "$0")/.."
. native/setup.sh
set_up tests

results=build/test-results
rm -rf "$results" build/*/test-cases && mkdir -p "$results"
status=0

step "native tests"
ctest --test-dir build/release --output-on-failure --parallel "$(nproc)" --output-junit "$PWD/$results/native.xml" ||
  status=1

step "shared tests as WebAssembly under node"
for variant in simd threads relaxed relaxed-threads; do
  ctest --test-dir "build/wasm-$variant" --output-on-failure --parallel "$(nproc)" \
    --output-junit "$PWD/$results/wasm-$variant.xml" || status=1
done

step "browser tests"
DEEPCARS_CLI="$PWD/build/deepcars" npm --prefix web run --silent test:browser || status=1

node tests/summary.mjs "$results" || status=1
exit $status
