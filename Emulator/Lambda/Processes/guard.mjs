// Owns the emulator's children, so that they end with the emulator however that ends.
//
// stdin, from the emulator, a JSON object per line:
//   {"do":"start","id":1,"file":"node","args":["app.mjs"],"cwd":"/work","env":{"PATH":"/usr/bin"}}
//     with "mark":"NAME" the value of that variable is the child's alone: whoever has it belongs to the child
//   {"do":"kill","id":1}
//   {"do":"flush","id":1}
// stdout, to the emulator, likewise:
//   {"is":"ready","pid":70,"version":"20.0.0"}
//   {"is":"started","id":1,"pid":71}   or   {"is":"failed","id":1,"message":"node: not found"}
//   {"is":"out","id":1,"err":false,"line":"hello"}
//   {"is":"flushed","id":1}            after every line that the child had written by then
//   {"is":"exit","id":1,"code":0}      or   {"is":"exit","id":1,"signal":9}
//
// The end of stdin means that the emulator is gone: its end of the pipe closes even when it is killed outright.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

const windows = process.platform === 'win32';
const maxLine = 64 * 1024;
const cutMark = ` [line cut at ${maxLine} characters]`;

const children = new Map(); // id -> ChildProcess
const marks = new Map(); // pid of a child -> "NAME=value"
let unsent = '';
let backedUp = false;
let ending = false;

if (process.env.EMULATOR_GUARD_SESSION === undefined) {
  // A session of its own: Ctrl-C at the terminal, or a kill of the emulator's whole process group, doesn't reach it.
  const env = { ...process.env, EMULATOR_GUARD_SESSION: 'own' };
  spawn(process.execPath, process.execArgv, { detached: true, windowsHide: true, stdio: 'inherit', env }).unref();
} else {
  serve();
}

function serve() {
  process.title = 'emulator-guard';
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {});
  }

  process.on('uncaughtException', error => {
    console.error(error);
    killAll();
    process.exit(70);
  });

  process.stdout.on('error', end);
  process.stdin.on('error', end);
  createInterface({ input: process.stdin }).on('line', line => take(JSON.parse(line))).on('close', end);
  report({ is: 'ready', pid: process.pid, version: process.versions.node });
}

function take(request) {
  if (request.do === 'start') {
    start(request);
  } else if (request.do === 'flush') {
    flush(request.id, 2);
  } else if (children.has(request.id)) {
    kill([children.get(request.id).pid]);
  }
}

function start({ id, file, args, cwd, env, mark }) {
  const failed = error => report({ is: 'failed', id, message: reason(error, file, cwd) });
  let child;
  try {
    // Leader of a session of its own, so that one signal reaches it with all that it starts.
    child = spawn(file, args, { cwd, env, detached: !windows, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    failed(error);
    return;
  }

  if (child.pid === undefined) {
    child.once('error', failed);
    return;
  }

  child.on('error', () => {});
  children.set(id, child);
  if (mark !== undefined) {
    marks.set(child.pid, `${mark}=${env[mark]}`);
  }

  report({ is: 'started', id, pid: child.pid });
  const relays = [relay(id, child.stdout, false), relay(id, child.stderr, true)];

  let giveUp;
  child.once('exit', () => {
    kill([child.pid]);
    // A process that left the session may hold the pipes open for good.
    giveUp = setTimeout(() => [child.stdout, child.stderr].forEach(stream => stream.destroy()), 1000);
  });
  child.once('close', (code, signal) => {
    clearTimeout(giveUp);
    children.delete(id);
    marks.delete(child.pid);
    relays.forEach(finish => finish());
    report({ is: 'exit', id, code: code ?? undefined, signal: constants.signals[signal] });
  });
}

function reason(error, file, cwd) {
  switch (error.code) {
    case 'ENOENT': return existsSync(cwd) ? `${file}: not found` : `${cwd}: no such folder`;
    case 'ENOTDIR': return `${cwd}: not a folder`;
    case 'EACCES': return `${file}: not executable`;
    case 'ENOEXEC': return `${file}: not a program for this machine`;
    default: return `${file}: ${error.message}`;
  }
}

// Returns what sends the last line, if that had no newline.
function relay(id, stream, err) {
  let rest = '';
  let cut = false;
  const write = line => report({ is: 'out', id, err, line: line.endsWith('\r') ? line.slice(0, -1) : line });

  stream.setEncoding('utf8');
  stream.on('data', text => {
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; from = to + 1, to = text.indexOf('\n', from)) {
      add(text.slice(from, to));
      if (!cut) {
        write(rest);
      }

      rest = '';
      cut = false;
    }

    add(text.slice(from));
  });
  stream.on('error', () => {});
  if (backedUp) {
    stream.pause();
  }

  return () => rest !== '' && write(rest);

  function add(text) {
    if (cut) {
      return;
    }

    rest += text;
    if (rest.length > maxLine) {
      cut = true;
      write(rest.slice(0, maxLine).toWellFormed() + cutMark);
      rest = '';
    }
  }
}

function report(message) {
  if (unsent === '') {
    queueMicrotask(send);
  }

  unsent += JSON.stringify(message) + '\n';
}

// What one event brought goes out in one write: a chunk of output may be thousands of lines.
function send() {
  const goesOn = process.stdout.write(unsent);
  unsent = '';
  if (goesOn || backedUp) {
    return;
  }

  // The emulator reads slower than the children write: they wait, nothing piles up here.
  backedUp = true;
  outputs().forEach(stream => stream.pause());
  process.stdout.once('drain', () => {
    backedUp = false;
    outputs().forEach(stream => stream.resume());
  });
}

// The rest of this turn of the event loop reads what was there when it began, one turn more what came until the request did.
function flush(id, turns) {
  if (backedUp) {
    process.stdout.once('drain', () => flush(id, 2));
  } else if (turns > 0) {
    setImmediate(() => flush(id, turns - 1));
  } else {
    report({ is: 'flushed', id });
  }
}

function outputs() {
  return [...children.values()].flatMap(child => [child.stdout, child.stderr]);
}

function end() {
  if (ending) {
    return;
  }

  // Without children nothing keeps this process. One that can't be killed (waiting for a device) keeps it for a second.
  ending = true;
  process.stdin.destroy();
  killAll();
  setTimeout(() => process.exit(0), 1000).unref();
}

function killAll() {
  kill([...children.values()].map(child => child.pid));
}

function kill(pids) {
  if (windows) {
    // By the full path: the search path is the developer's. The tree's root may be gone; the job object then ends the rest.
    const taskkill = `${process.env.SystemRoot}\\System32\\taskkill.exe`;
    pids.forEach(pid => spawn(taskkill, ['/PID', `${pid}`, '/T', '/F'], { windowsHide: true, stdio: 'ignore' }).on('error', () => {}));
    return;
  }

  pids.forEach(pid => signal(-pid));
  if (process.platform === 'linux') {
    killSessions(new Set(pids.map(String)));
    killMarked(pids.flatMap(pid => marks.get(pid) ?? []));
  }
}

// Who has left the session, as a daemon does, still has the environment that it was started with. Looked for until nobody is found: one that
// is found may have started another one meanwhile.
function killMarked(wanted) {
  for (let left = wanted.length > 0, rounds = 0; left && rounds < 10; rounds++) {
    left = false;
    for (const pid of processes()) {
      try {
        const environment = `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
        if (wanted.some(mark => environment.includes(`\0${mark}\0`))) {
          signal(Number(pid));
          left = true;
        }
      } catch {
        // Gone meanwhile, or somebody else's.
      }
    }
  }
}

function processes() {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name));
}

// A shell with job control gives its commands groups of their own; the session holds them together.
function killSessions(sessions) {
  for (const pid of processes()) {
    try {
      // 72 (name) S 71 71 71 …: after the name, which may itself contain anything, come state, parent, group and session.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      if (sessions.has(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 4)[3])) {
        signal(Number(pid));
      }
    } catch {
      // Gone meanwhile.
    }
  }
}

function signal(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
