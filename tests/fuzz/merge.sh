#!/bin/sh
# Makes a target's corpus anew, as small as it covers what it and the given folders cover, and what runs have added to
# build/fuzz/corpus/TARGET: sh tests/fuzz/merge.sh TARGET [FOLDER]... Commit only what derives from our own files.
set -eu
cd "$(dirname "$0")/../.."
target=$1
shift
corpus=tests/fuzz/corpus/$target merged=build/fuzz/merged/$target
rm -rf "$merged"
mkdir -p "$merged" "$corpus" "build/fuzz/corpus/$target"
# Without counters: which edges are reached, not how often. Longer inputs are left to the unit tests.
"build/fuzz/tests/fuzz/$target" -set_cover_merge=1 -use_counters=0 -max_len=2048 "$merged" "$corpus" "build/fuzz/corpus/$target" "$@"
rm -rf "$corpus"
mv "$merged" "$corpus"
du -sh --apparent-size "$corpus"
