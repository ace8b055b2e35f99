#!/bin/sh
# Every test and check: of the code itself, native, the same under sanitizers, the shared tests as WebAssembly under
# node, the page in Chromium, Firefox and WebKitGTK, and the fuzz targets. Sets up and builds what is missing first.
# Last line: "N passed, N failed, N skipped"; exit status 1 if any failed.
set -eu
cd "$(dirname "$0")/.."
. native/setup.sh
. tests/checks/checks.sh
. tests/fuzz/targets.sh
set_up tests

rm -rf "$results" build/*/test-cases && mkdir -p "$results"
status=0

step "checks of the code"
run_checks

step "native tests"
ctest --test-dir build/release --output-on-failure --parallel "$(nproc)" --output-junit "$PWD/$results/native.xml" ||
  status=1

step "tests of what reads files, and of the kernels, under AddressSanitizer and UndefinedBehaviorSanitizer"
run_sanitized_tests || status=1

step "shared tests as WebAssembly under node"
for tree in wasm wasm-threads; do
  ctest --test-dir build/$tree --output-on-failure --parallel "$(nproc)" \
    --output-junit "$PWD/$results/$tree.xml" || status=1
done

step "browser tests"
DEEPCARS_CLI="$PWD/build/deepcars" npm --prefix web run --silent test:browser || status=1

step "the page in Firefox and WebKitGTK"
unit_tests other-browsers web test:browsers

step "fuzz targets, 20 seconds each"
run_fuzz_targets

node tests/summary.mjs "$results" || status=1
exit $status
