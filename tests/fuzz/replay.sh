#!/bin/sh
# Runs every file of a folder through the fuzz targets that its kind fits, with the program's own limits, and prints a
# table: sh tests/fuzz/replay.sh FOLDER... Exit status 1 if a file broke a promise.
set -eu
here=$PWD
cd "$(dirname "$0")/../.."
. native/setup.sh
. tests/fuzz/targets.sh
[ ! -f build/toolchain/env.sh ] || . build/toolchain/env.sh
build_fuzz_targets >&2
project=$PWD
cd "$here"
exec node "$project/tests/fuzz/replay.mjs" "$@"
