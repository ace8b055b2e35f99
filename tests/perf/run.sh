#!/bin/sh
# Every benchmark of the engine, as Markdown on standard output and in build/performance.md:
#   sh tests/perf/run.sh [runs]
# Sets up and builds what is missing first. Nothing else should run on the machine meanwhile.
set -eu
cd "$(dirname "$0")/../.."
. native/setup.sh
runs=${1:-21}
set_up tests >&2
cmake --build build/release --target deepcars_bench_native >&2

{
  echo "Machine: $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
    "$(chromium --version | cut -d ' ' -f 1,2)"
  echo
  echo "### The command line beside LibTorch"
  echo
  build/release/tests/perf/deepcars_bench_native "$runs"
  echo
  echo "### The page's engine beside ONNX Runtime Web, in Chromium"
  echo
  node tests/perf/bench_browser.mjs "$runs"
  echo
  echo "### The page's first answer beside ONNX Runtime Web's, in Chromium"
  echo
  node tests/perf/bench_startup.mjs "$runs"
} | tee build/performance.md
