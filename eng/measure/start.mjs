// Measures a start: seconds from the command to its line "ready …", then stops it. The median of five:
//   node eng/measure/start.mjs 5 dotnet run --project AppHost --no-build
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';

const [times, command, ...args] = process.argv.slice(2);
if (!(Number(times) > 0) || command === undefined) {
  console.error('usage: node eng/measure/start.mjs TIMES COMMAND [ARGUMENT …]');
  process.exit(2);
}

const seconds = [];
for (let run = 0; run < Number(times); run++) {
  const result = await measure();
  seconds.push(result.ready);
  console.log(`ready after ${result.ready.toFixed(2)} s, stopped in ${result.stop.toFixed(2)} s`);
}

seconds.sort((a, b) => a - b);
console.log(`median ${seconds[Math.floor(seconds.length / 2)].toFixed(2)} s`);

function measure() {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let ready;
    let stopping;
    createInterface({ input: child.stdout }).on('line', line => {
      if (ready === undefined && line.startsWith('ready ')) {
        ready = (performance.now() - started) / 1000;
        stopping = performance.now();
        child.kill('SIGTERM');
      }
    });
    child.on('error', reject);
    child.on('exit', code => ready === undefined
      ? reject(new Error(`it ended with ${code} before it was ready`))
      : resolve({ ready, stop: (performance.now() - stopping) / 1000 }));
  });
}
