# Reads ninja's output under NINJA_STATUS="[%f/%t %e] " and shows how far the build is and about how long it still
# takes: on a terminal (-v terminal=1) one line that is rewritten, otherwise a line every ten seconds. All other
# output, such as compiler errors, passes through whole.

function time_left(seconds) {
  if (seconds < 90) return sprintf("%d s", seconds)
  return sprintf("%d min", seconds / 60 + 0.5)
}

# Clears the line that is rewritten, so that a message starts at its beginning.
function clear() {
  if (terminal) printf "\r\033[K"
}

/^\[[0-9]+\/[0-9]+ [0-9.]+\] / {
  split(substr($0, 2), part, "[/ \\]]")
  done = part[1]
  total = part[2]
  seconds = part[3]
  if (!terminal && seconds < shown + 10) next
  shown = seconds
  line = sprintf("  [%d/%d]", done, total)
  # The first steps say little about the rest.
  if (done < total && seconds >= 5) line = line ", about " time_left(seconds / done * (total - done)) " left"
  what = $0
  sub(/^[^\]]*\] /, "", what)
  sub(/CMakeFiles\/[^ ]*\.dir\//, "", what)
  if (terminal) {
    clear()
    printf "%s", substr(line ": " what, 1, 100)
  } else {
    print line
  }
  fflush()
  next
}

/^ninja: no work to do/ { next }

{
  clear()
  print
  fflush()
}

END {
  clear()
  if (total > 0) printf "  %d steps in %s\n", done, time_left(seconds)
}
