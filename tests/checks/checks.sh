# shellcheck shell=sh
# Checks of the code itself; sourced by tests/run.sh, from the project's root, after native/setup.sh. Each adds a line
# "passed|failed NAME" to checks.txt in this folder, where tests/summary.mjs counts it.
results=build/test-results

# check NAME COMMAND...: shows the command's output only if it fails.
check() {
  name=$1
  shift
  if "$@" >"$results/$name.log" 2>&1; then
    echo "passed $name" >>"$results/checks.txt"
    echo "  $name: passed"
  else
    echo "failed $name" >>"$results/checks.txt"
    cat "$results/$name.log"
    echo "  $name: FAILED"
  fi
}

# Files of ours whose names end in one of the suffixes; third-party and generated ones lie in folders left out here.
our_files() {
  for suffix in "$@"; do
    find shared native wasm tests web -name node_modules -prune -o -type f -name "*.$suffix" -print
  done
}

check_format() { our_files cc h | xargs clang-format-19 --dry-run -Werror; }

check_shell() { our_files sh | xargs shellcheck -x .ci/run; }

# The link of everything with all types kept; see native/odr.cmake.
check_types_are_one() {
  [ -f build/odr/build.ninja ] || cmake --preset odr || return
  cmake --build build/odr --target deepcars_odr
}

# unit_tests NAME FOLDER SCRIPT: runs tests of node's own runner, in the form in which tests/summary.mjs counts them.
unit_tests() {
  if ! npm --prefix "$2" run --silent "$3" >"$results/$1.tap" 2>&1; then
    echo "exit status not zero" >>"$results/$1.tap"
    cat "$results/$1.tap"
  fi
}

run_checks() {
  check format check_format
  check shell check_shell
  check page-types npm --prefix web run --silent check
  check report-page-types npm --prefix native/report/page run --silent check
  unit_tests page-unit web test:unit
  unit_tests report-page-unit native/report/page test
  check types-are-one check_types_are_one
  check clang-tidy node tests/checks/tidy.mjs
}

# What reads bytes from outside, and the kernels, under AddressSanitizer and UndefinedBehaviorSanitizer.
run_sanitized_tests() {
  [ -f build/asan/build.ninja ] || quietly "CMake could not configure build/asan" cmake --preset asan
  compile build/asan sanitized_tests "the sanitized tests"
  LSAN_OPTIONS="suppressions=$PWD/tests/checks/leaks.txt:print_suppressions=0" \
    ctest --test-dir build/asan --output-on-failure --parallel "$(nproc)" -L sanitized \
    --output-junit "$PWD/$results/asan.xml"
}
