# shellcheck shell=sh
# The fuzz targets' build and their step in tests/run.sh; sourced from the project's root after native/setup.sh and
# tests/checks/checks.sh.
fuzz_targets="csv image mat opencv pth safetensors"

build_fuzz_targets() {
  [ -f build/fuzz/build.ninja ] || quietly "CMake could not configure build/fuzz" cmake --preset fuzz
  compile build/fuzz fuzz_targets "the fuzz targets"
}

# Replays each target's corpus and goes on for 20 seconds, two targets at a time.
run_fuzz_targets() {
  build_fuzz_targets
  export results
  # The names are words, and the variables are the inner shell's.
  # shellcheck disable=SC2016,SC2086
  printf '%s\n' $fuzz_targets | xargs -n 1 -P 2 sh -c '
    if sh tests/fuzz/fuzz.sh "$1" 20; then result=passed; else result=failed; fi
    echo "$result fuzz-$1" >>"$results/fuzz.txt"' run
}
