#!/bin/sh
# Fuzzes one target, from the corpus in this folder and what earlier runs added to it: sh tests/fuzz/fuzz.sh TARGET SECONDS
# [OPTION OF LIBFUZZER]... What is new goes to build/fuzz/corpus/TARGET, an input that breaks a promise to
# build/fuzz/findings/TARGET. Exit status 1 if there is one. The target must have been built (README.md).
set -eu
cd "$(dirname "$0")/../.."
target=$1 seconds=$2
shift 2
new=build/fuzz/corpus/$target findings=build/fuzz/findings/$target
mkdir -p "$new" "$findings"
# The differential target reads the same files as the decoder's.
dictionary=$target
[ "$target" != opencv ] || dictionary=image
export LSAN_OPTIONS="suppressions=$PWD/tests/checks/leaks.txt:print_suppressions=0" UBSAN_OPTIONS=print_stacktrace=1

# run_target ARGUMENT...: with the bounds for one input that README.md states: seconds, and MiB in all and at once.
run_target() {
  "build/fuzz/tests/fuzz/$target" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
    -artifact_prefix="$findings/" "$@"
}

if run_target -dict="tests/fuzz/dictionaries/$dictionary.dict" -max_total_time="$seconds" -print_final_stats=1 "$@" \
  "$new" "tests/fuzz/corpus/$target" >"$findings/log" 2>&1; then
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$findings/log")
  printf '  fuzz-%s: passed, %s executions\n' "$target" "$executions"
  exit
fi
# The time is the clock's: a computer that was busy with something else is no finding.
slow=$(sed -n 's/.*Test unit written to \(.*\/timeout-.*\)/\1/p' "$findings/log")
if [ -n "$slow" ] && run_target "$slow" >>"$findings/log" 2>&1; then
  rm -f "$slow"
  printf '  fuzz-%s: passed, ended early by an input that is fast when it is tried again\n' "$target"
  exit
fi
grep -v '^#' "$findings/log" | tail -n 40
printf '  fuzz-%s: FAILED; the input lies in %s\n' "$target" "$findings"
exit 1
