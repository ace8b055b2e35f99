#!/bin/sh
# Sets up and builds what is missing, then serves the page:
#   sh web/demo.sh [--port N] [--no-serve]
set -eu
cd "$(dirname "$0")/.."
. native/setup.sh

port=8080
serve=yes
while [ $# -gt 0 ]; do
  case $1 in
  --port)
    [ $# -ge 2 ] || give_up "--port needs a number"
    port=$2
    shift
    ;;
  --no-serve) serve=no ;;
  -h | --help)
    sed -n '2,3s/^# \{0,1\}//p' web/demo.sh
    exit 0
    ;;
  *) give_up "there is no option $1; known are --port N and --no-serve" ;;
  esac
  shift
done
case $port in
'' | *[!0-9]*) give_up "--port needs a number, not \"$port\"" ;;
esac

set_up demo
printf '\nThe command line is build/deepcars, the page is in build/site/.\n'
[ $serve = no ] && exit 0
printf 'deepCars is at http://127.0.0.1:%s (stop it with Ctrl-C)\n' "$port"
exec npm --prefix web run --silent preview -- --host 127.0.0.1 --port "$port" --strictPort
