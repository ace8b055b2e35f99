// Reads ninja's output under NINJA_STATUS="[%f/%t %e] " and shows how far the build is and about how long it still
// takes: on a terminal one line that is rewritten, otherwise a line every ten seconds. All other output, such as
// compiler errors, passes through whole.
import { createInterface } from 'node:readline';

const { isTTY } = process.stdout;
const columns = process.stdout.columns || 80;
const secondsBetweenLines = 10;
const clear = isTTY ? '\r\x1b[K' : '';
const write = (text) => process.stdout.write(text);
const time = (seconds) => (seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);

let done = 0;
let seconds = 0;
let shown = -Infinity;
for await (const line of createInterface({ input: process.stdin })) {
  const status = line.match(/^\[(\d+)\/(\d+) ([\d.]+)\] (.*)/);
  if (!status) {
    if (!/^ninja: (no work to do|Entering directory)/.test(line)) write(`${clear}${line}\n`);
    continue;
  }
  const total = Number(status[2]);
  done = Number(status[1]);
  seconds = Number(status[3]);
  if (!isTTY && seconds < shown + secondsBetweenLines) continue;
  shown = seconds;
  // The first steps say little about the rest.
  const left = done > 0 && done < total && seconds >= 5 ? `, about ${time((seconds / done) * (total - done))} left` : '';
  const text = `  [${done}/${total}]${left}`;
  if (isTTY) write(`${clear}${`${text}: ${status[4].replace(/CMakeFiles\/\S*\.dir\//, '')}`.slice(0, columns - 1)}`);
  else write(`${text}\n`);
}
write(clear);
if (done > 0) write(`  ${done} steps in ${time(seconds)}\n`);
