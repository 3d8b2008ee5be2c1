// Measures a start: seconds from the command to its line "ready …", then Ctrl-C, and seconds until nothing that it started is left. The median of five:
//   node eng/measure/start.mjs 5 dotnet run --project AppHost --no-build
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const [times, command, ...args] = process.argv.slice(2);
if (!(Number(times) > 0) || command === undefined) {
  console.error('usage: node eng/measure/start.mjs TIMES COMMAND [ARGUMENT …]');
  process.exit(2);
}

const seconds = [];
for (let run = 0; run < Number(times); run++) {
  const mark = randomUUID();
  const result = await measure(mark);
  seconds.push(result.ready);
  await nothingLeft(mark);
  const gone = process.platform === 'linux' ? `, nothing left after ${since(result.stopping)} s` : '';
  console.log(`ready after ${result.ready.toFixed(2)} s, ended in ${result.stop} s${gone}`);
}

seconds.sort((a, b) => a - b);
console.log(`median ${seconds[Math.floor(seconds.length / 2)].toFixed(2)} s`);

function measure(mark) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    // A process group of its own, as a terminal gives it; everything that it starts inherits the mark.
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true, env: { ...process.env, CHAT_START_MARK: mark } });
    let ready;
    let stopping;
    createInterface({ input: child.stdout }).on('line', line => {
      if (ready === undefined && line.startsWith('ready ')) {
        ready = (performance.now() - started) / 1000;
        stopping = performance.now();
        process.kill(-child.pid, 'SIGINT');
      }
    });
    child.on('error', reject);
    child.on('exit', code => ready === undefined
      ? reject(new Error(`it ended with ${code} before it was ready`))
      : resolve({ ready, stopping, stop: since(stopping) }));
  });
}

// Else the end of one start would slow down the next. Linux tells by /proc; elsewhere nobody asks.
async function nothingLeft(mark) {
  while (process.platform === 'linux' && readdirSync('/proc').some(id => /^\d+$/.test(id) && environmentOf(id).includes(mark))) {
    await delay(50);
  }
}

function environmentOf(id) {
  try {
    return readFileSync(`/proc/${id}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function since(time) {
  return ((performance.now() - time) / 1000).toFixed(2);
}
