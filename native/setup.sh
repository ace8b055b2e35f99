# shellcheck shell=sh
# The one place that knows how to set deepCars up. Sourced by web/demo.sh and tests/run.sh, from the project's root:
#   set_up demo    packages, build/deepcars, the WebAssembly modules, the page in build/site
#   set_up tests   the same, with the tests and what they need
# Every step looks first whether it has anything to do. Knobs, all optional:
#   DEEPCARS_PACKAGES=0   do not install system packages: they are here already, by whatever way
#   EMSDK, emcc on PATH   an Emscripten of one's own (3.1.69 or newer) is used as it is

packages_build="g++ cmake ninja-build libtorch-dev libgloo-dev libopencv-dev libopencv-contrib-dev libheif-dev libstb-dev libhwy-dev
  libexpected-dev nlohmann-json3-dev libcli11-dev libcsv-dev zlib1g-dev libzip-dev libjpeg62-turbo-dev libturbojpeg0-dev libpng-dev libonnx-dev libprotobuf-dev protobuf-compiler"
# From Debian 13 on, libheif's decoders of HEIC and AVIF are packages of their own, loaded at need.
packages_heif="libheif-plugin-libde265 libheif-plugin-dav1d"
packages_web="clang-19 lld-19 llvm-19 dpkg-dev xz-utils python3 ca-certificates fonts-inter"
packages_tests="libgtest-dev libbenchmark-dev libmatio-dev chromium python3-torchvision clang-format-19 clang-tidy-19 libclang-rt-19-dev
  shellcheck firefox-esr webkit2gtk-driver xvfb xauth dbus"

step() { printf '\n== %s\n' "$*"; }

# One sentence that says what is wrong and what to do; nothing else.
give_up() {
  printf 'deepCars: %s\n' "$*" >&2
  exit 1
}

# Runs a long command quietly; if it fails, shows the end of its log and the sentence that is the first argument.
quietly() {
  quietly_sentence=$1
  shift
  mkdir -p build
  if ! "$@" >build/setup.log 2>&1; then
    tail -n 60 build/setup.log >&2
    give_up "$quietly_sentence (all of the output: build/setup.log)"
  fi
}

# Whether the system's own Emscripten is new enough, among others. On others wasm/toolchain.sh finds one.
is_debian_13_or_newer() {
  [ -f /etc/os-release ] && (. /etc/os-release && [ "$ID" = debian ] && [ "${VERSION_ID:-99}" -ge 13 ])
}

set_up() {
  wanted="$packages_build $packages_web"
  ! is_debian_13_or_newer || [ -n "${EMSDK:-}" ] || wanted="$wanted emscripten"
  ! is_debian_13_or_newer || wanted="$wanted $packages_heif"
  [ "$1" = tests ] && wanted="$wanted $packages_tests"
  # Node.js may come from elsewhere than Debian; its packages are asked for only where there is none.
  command -v node >/dev/null 2>&1 || wanted="$wanted nodejs"
  command -v npm >/dev/null 2>&1 || wanted="$wanted npm"
  install_packages "$wanted"
  build_native "$1"
  build_wasm "$1"
  build_site
}

install_packages() {
  [ "${DEEPCARS_PACKAGES:-1}" = 0 ] && return
  if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    give_up "this system has no apt; install a C++20 compiler, CMake, Ninja, Node.js, Emscripten, LibTorch, OpenCV, libheif, stb," \
      "Highway, tl::expected, nlohmann-json, CLI11, libcsv, zlib, libzip, libjpeg-turbo, libpng, ONNX and protobuf, then run again with DEEPCARS_PACKAGES=0"
  fi
  missing=
  for package in $1; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return
  step "installing packages:$missing"
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || give_up "installing packages needs rights; as root, run: apt-get install$missing"
    as_root=sudo
  fi
  mkdir -p build
  if ! $as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    "apt-get update && apt-get install -y --no-install-recommends$missing" >build/setup.log 2>&1; then
    give_up "apt-get could not install the packages (the reason is at the end of build/setup.log);" \
      "with a network and rights, run: apt-get install$missing"
  fi
}

# Configures the build tree $2 for "demo" or "tests" ($1) with the CMake arguments that follow, unless it is already.
# A tree with tests also serves the demo.
configure() {
  with_tests=OFF
  [ "$1" = tests ] && with_tests=ON
  tree=$2
  shift 2
  if [ -f "$tree/build.ninja" ]; then
    [ $with_tests = OFF ] || grep -q '^DEEPCARS_TESTS:BOOL=ON' "$tree/CMakeCache.txt" && return
  fi
  quietly "CMake could not configure $tree" cmake "$@" -B "$tree" -DDEEPCARS_TESTS=$with_tests
}

# newer FILE OTHER: whether FILE was written after OTHER.
newer() { [ -n "$(find "$1" -newer "$2")" ]; }

# npm_ci FOLDER WHAT: the packages of the folder's lock file, unless they are there.
npm_ci() {
  installed=$1/node_modules/.package-lock.json
  [ -f "$installed" ] && ! newer "$1/package-lock.json" "$installed" && return
  quietly "npm could not install the packages of $2; it needs a network, and a $1/package-lock.json that matches \
$1/package.json" npm --prefix "$1" ci --no-progress
  touch "$installed"
}

# compile TREE TARGET WHAT: builds with a line that says how far it is; errors are shown whole.
compile() {
  # A pipe's status is that of its end; ninja's comes by a file.
  rm -f "$1/failed"
  {
    NINJA_STATUS='[%f/%t %e] ' cmake --build "$1" --target "$2" 2>&1 || touch "$1/failed"
  } | node native/progress.mjs
  [ ! -f "$1/failed" ] || give_up "$3 could not be built; the errors are above"
}

build_native() {
  step "building the command line"
  npm_ci native/report/page "the report's page"
  configure "$1" build/release --preset release
  target=deepcars
  [ "$1" = tests ] && target=all
  compile build/release $target "the command line"
}

# Two build trees, because every file is compiled differently for WebAssembly threads. Each makes two engines.
build_wasm() {
  step "building the WebAssembly modules"
  sh wasm/toolchain.sh build/toolchain || exit 1
  . build/toolchain/env.sh
  for preset in wasm wasm-threads; do
    configure "$1" build/$preset --preset $preset
    compile build/$preset all "the WebAssembly modules"
  done
}

# The second engine's graph, made from the same weights; then the page.
build_site() {
  step "building the page"
  model=models/deepcars-resnet18.safetensors
  graph=web/public/model/deepcars-gradient.onnx
  # Every commit links the program anew; the page is built anew only if its graph is another.
  exported=build/deepcars-gradient.onnx
  if [ ! -f $graph ] || [ ! -f $exported ] || newer $model $exported || newer build/deepcars $exported; then
    quietly "the ONNX graph could not be exported" build/deepcars export --model $model --int8 --onnx-gradient $exported
    mkdir -p "$(dirname $graph)"
    cmp -s $exported $graph || cp $exported $graph
  fi
  npm_ci web "the page"
  if [ ! -f build/site/index.html ] || [ -n "$(find web models packaging -path web/node_modules -prune -o -type f \
    -newer build/site/index.html -print | head -n 1)" ]; then
    quietly "the page could not be built" npm --prefix web run build
    touch build/site/index.html
  fi
}
