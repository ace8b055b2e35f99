#!/bin/sh
# Every benchmark of the engine, as Markdown on standard output and in build/performance.md, and how it grows in
# build/growth.svg:
#   sh tests/perf/run.sh [runs]
# Sets up and builds what is missing first. Nothing else should run on the machine meanwhile.
set -eu
cd "$(dirname "$0")/../.."
. native/setup.sh
runs=${1:-21}
set_up tests >&2
cmake --build build/release --target deepcars_bench_native deepcars_bench_kernels deepcars_bench_masked \
  deepcars_bench_growth >&2
programs=build/release/tests/perf

{
  echo "Machine: $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
    "$(chromium --version | cut -d ' ' -f 1,2)"
  echo
  echo "### The command line beside LibTorch"
  echo
  $programs/deepcars_bench_native "$runs"
  echo
  echo "### The page's engine beside ONNX Runtime Web, in Chromium"
  echo
  node tests/perf/bench_browser.mjs "$runs"
  echo
  echo "### Explanations in the page's engine, in Chromium"
  echo
  node tests/perf/bench_explanations.mjs $((runs / 4 + 1))
  echo
  echo "### Many photos in the page, in Chromium"
  echo
  node tests/perf/bench_timeline.mjs
  echo
  echo "### The camera in the page, in Chromium"
  echo
  node tests/perf/bench_camera.mjs
  echo
  echo "### The brush in the page, in Chromium"
  echo
  node tests/perf/bench_brush.mjs
  echo
  echo "### Paint, layout and interaction in the page, in Chromium"
  echo
  node tests/perf/bench_paint.mjs $((runs / 4 + 1))
  echo
  echo "### The page's first answer beside ONNX Runtime Web's, in Chromium"
  echo
  node tests/perf/bench_startup.mjs "$runs"
  echo
  echo "### Each kernel beside what the machine can do"
  echo
  $programs/deepcars_bench_kernels 1 --benchmark_repetitions="$runs"
  echo
  echo "### Masked copies of a photo beside plain passes"
  echo
  $programs/deepcars_bench_masked $((runs / 4 + 1))
  echo
  echo "### How time and memory grow"
  echo
  $programs/deepcars_bench_growth build/growth.json $((runs / 4 + 1))
  node tests/perf/plot_growth.mjs build/growth.json build/growth.svg
  echo
  echo "![time and memory over the photo's pixels, on logarithmic axes](growth.svg)"
} | tee build/performance.md
