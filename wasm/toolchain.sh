#!/bin/sh
# Makes an Emscripten, the sources of Dear ImGui and libjpeg-turbo and a folder of header-only libraries available under
# PREFIX:
#   sh wasm/toolchain.sh PREFIX
# and writes PREFIX/env.sh, which exports EMSCRIPTEN (the folder of emcc), EM_CONFIG where needed, DEEPCARS_IMGUI,
# DEEPCARS_LIBJPEG and DEEPCARS_HEADERS. An emcc >= 3.1.69 of one's own (on PATH, or in EMSDK; Debian 13 has one) is used
# as it is; otherwise, on Debian 12, the next release's emscripten is unpacked under PREFIX, without touching the
# system. A second run does nothing.
set -eu

[ $# = 1 ] || { echo "usage: sh wasm/toolchain.sh PREFIX" >&2; exit 2; }
mkdir -p "$1"
prefix=$(cd "$1" && pwd)
release=trixie # Debian 13, the oldest release whose emscripten is new enough
llvm=/usr/lib/llvm-19/bin
oldest_emcc=3.1.69

give_up() {
  printf 'deepCars: %s\n' "$*" >&2
  exit 1
}

# The folder of an emcc of the user's own that is new enough, or nothing.
own_emscripten() {
  for emcc in "${EMSDK:-/nonexistent}/upstream/emscripten/emcc" "$(command -v emcc || true)"; do
    if [ -z "$emcc" ] || [ ! -x "$emcc" ]; then continue; fi
    version=$("$emcc" -dumpversion 2>/dev/null | head -n 1 | sed 's/[^0-9.].*//') || continue
    oldest=$(printf '%s\n%s\n' "$oldest_emcc" "$version" | sort -V | head -n 1)
    if [ -n "$version" ] && [ "$oldest" = "$oldest_emcc" ]; then
      dirname "$(readlink -f "$emcc")"
      return
    fi
  done
}

# apt with a sources list, package lists and an archive folder of its own; the system's stay as they are.
private_apt() {
  apt-get -o Dir::Etc::sourcelist="$prefix/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$prefix/apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root "$@"
}

# Package lists of that release, from the archive that the system itself uses.
update_lists() {
  [ -f "$prefix/apt/ready" ] && return
  command -v apt-get >/dev/null 2>&1 ||
    give_up "no emcc $oldest_emcc or newer was found; install the Emscripten SDK and put its emcc on PATH"
  archive=$(apt-get indextargets --format "\$(REPO_URI) \$(RELEASE)" |
    awk '$2 !~ /-(security|updates|backports)$/ { print $1; exit }')
  [ -n "$archive" ] || give_up "apt knows no Debian archive; install the Emscripten SDK and put its emcc on PATH"
  mkdir -p "$prefix/apt/lists/partial"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'deb [signed-by=%s] %s %s main\ndeb-src [signed-by=%s] %s %s main\n' \
    "$keyring" "$archive" $release "$keyring" "$archive" $release >"$prefix/apt/sources.list"
  if ! private_apt update >"$prefix/log" 2>&1 || grep -q '^[WE]:' "$prefix/log"; then
    give_up "the package lists of Debian $release could not be fetched (see $prefix/log); with a network, run again," \
      "or install the Emscripten SDK and put its emcc on PATH"
  fi
  touch "$prefix/apt/ready"
}

# Unpacks packages of that release into PREFIX/root.
unpack_packages() {
  mkdir -p "$prefix/packages"
  (cd "$prefix/packages" && private_apt download "$@") >"$prefix/log" 2>&1 ||
    give_up "Emscripten could not be fetched (see $prefix/log); with a network, run again," \
      "or install the Emscripten SDK and put its emcc on PATH"
  for package in "$prefix"/packages/*.deb; do
    dpkg -x "$package" "$prefix/root" || give_up "$package cannot be unpacked; delete $prefix and run again"
  done
  rm -rf "$prefix/packages"
}

# Binaryen's programs want a newer C library than Debian 12's: each is started by the loader that came with it.
wrap_binaryen() {
  root=$prefix/root
  library=$(dirname "$(find "$root" -name libc.so.6 | head -n 1)")
  loader=$(find "$root" -name 'ld-linux*.so.*' | head -n 1)
  mkdir -p "$prefix/binaryen/bin"
  for program in "$root"/usr/bin/wasm-* "$root"/usr/bin/wasm2js; do
    name=$(basename "$program")
    printf '#!/bin/sh\nexec "%s" --library-path "%s:%s" "%s" "$@"\n' \
      "$loader" "$library" "$root/usr/lib/$(basename "$library")" "$program" >"$prefix/binaryen/bin/$name"
    chmod +x "$prefix/binaryen/bin/$name"
  done
}

install_emscripten() {
  emscripten=$prefix/root/usr/share/emscripten
  [ -f "$prefix/emscripten-ready" ] && return
  [ -x $llvm/clang ] || give_up "clang 19 is missing; run: apt-get install clang-19 lld-19 llvm-19"
  update_lists
  unpack_packages emscripten binaryen libc6 libstdc++6 libgcc-s1 node-acorn
  wrap_binaryen
  ln -sfn "$prefix/root/usr/share/nodejs" "$emscripten/node_modules"
  rm -rf "$prefix/cache"
  mv "$emscripten/cache" "$prefix/cache"
  write_config "$prefix/binaryen"
  touch "$prefix/emscripten-ready"
}

# write_config BINARYEN: for a Debian package of Emscripten, whose own settings keep its cache as it is.
write_config() {
  cat >"$prefix/emscripten.config" <<CONFIG
EMSCRIPTEN_ROOT = '$emscripten'
LLVM_ROOT = '$llvm'
BINARYEN_ROOT = '$1'
NODE_JS = '$(command -v node)'
CACHE = '$prefix/cache'
FROZEN_CACHE = False
CONFIG
}

# The system's own package, used with a copy of its cache that can be written to.
use_system_emscripten() {
  [ -f "$prefix/emscripten-ready" ] && return
  [ -x $llvm/clang ] || give_up "clang 19 is missing; run: apt-get install clang-19 lld-19 llvm-19"
  rm -rf "$prefix/cache"
  cp -r "$emscripten/cache" "$prefix/cache"
  write_config /usr
  touch "$prefix/emscripten-ready"
}

# install_source PACKAGE FOLDER FILE VARIABLE: the sources of a Debian source package, unpacked in PREFIX/FOLDER, where
# they hold FILE. Debian packages only Dear ImGui's headers, and libjpeg-turbo compiled for the system.
install_source() {
  [ -f "$prefix/$2/$3" ] && return
  update_lists
  rm -rf "$prefix/source" && mkdir -p "$prefix/source/unpacked"
  (cd "$prefix/source" && private_apt source --download-only --tar-only "$1") >"$prefix/log" 2>&1 ||
    give_up "the sources of $1 could not be fetched (see $prefix/log); with a network, run again," \
      "or set $4 to a folder that holds them"
  tar -xf "$prefix/source/$1"_*.orig.tar.* -C "$prefix/source/unpacked" --strip-components=1
  rm -rf "${prefix:?}/$2"
  mv "$prefix/source/unpacked" "$prefix/$2"
  rm -rf "$prefix/source"
}

# The header-only libraries of the native build, and nothing else of /usr/include.
link_headers() {
  mkdir -p "$prefix/include"
  for library in hwy nlohmann stb tl; do
    [ -d /usr/include/$library ] || give_up "/usr/include/$library is missing; install the native build's packages first"
    ln -sfn /usr/include/$library "$prefix/include/$library"
  done
}

emscripten=$(own_emscripten)
config=$prefix/emscripten.config
case $emscripten in
'') install_emscripten ;;
/usr/share/emscripten) use_system_emscripten ;;
*) config= ;;
esac
imgui=${DEEPCARS_IMGUI:-$prefix/imgui}
libjpeg=${DEEPCARS_LIBJPEG:-$prefix/libjpeg}
[ -n "${DEEPCARS_IMGUI:-}" ] || install_source imgui imgui imgui.cpp DEEPCARS_IMGUI
[ -n "${DEEPCARS_LIBJPEG:-}" ] || install_source libjpeg-turbo libjpeg jdapimin.c DEEPCARS_LIBJPEG
[ -f "$imgui/imgui.cpp" ] || give_up "$imgui holds no Dear ImGui (imgui.cpp); set DEEPCARS_IMGUI to a folder that does"
[ -f "$libjpeg/jdapimin.c" ] ||
  give_up "$libjpeg holds no libjpeg-turbo 2 (jdapimin.c); set DEEPCARS_LIBJPEG to a folder that does"
link_headers
{
  printf 'export EMSCRIPTEN="%s" DEEPCARS_IMGUI="%s" DEEPCARS_LIBJPEG="%s" DEEPCARS_HEADERS="%s"\n' \
    "$emscripten" "$imgui" "$libjpeg" "$prefix/include"
  [ -z "$config" ] || printf 'export EM_CONFIG="%s"\n' "$config"
} >"$prefix/env.sh.part"
mv "$prefix/env.sh.part" "$prefix/env.sh"
