#!/usr/bin/env node
// Runs the dotnet tool WebSocketApiEmulator of this package's version; installs it at the first time, into a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const onWindows = process.platform === 'win32';
const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
const version = process.env.WEBSOCKET_API_EMULATOR_VERSION ?? own;

function fail(...lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}

function cacheFolder() {
  const base = onWindows ? process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local') : process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(base, 'websocket-api-emulator', version);
}

// Named by its path: a program of this package's own name is on the PATH under npx, and would be this one.
function dotnet() {
  const name = onWindows ? 'dotnet.exe' : 'dotnet';
  const folders = [process.env.DOTNET_ROOT, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.filter(Boolean).map((folder) => join(folder, name)).find(existsSync);
}

function install(folder) {
  const host = dotnet() ?? fail(
    'websocket-api-emulator needs the .NET 10 SDK, and there is no dotnet on the PATH.',
    'Install it from https://dotnet.microsoft.com/download, or name a native build of the emulator in WEBSOCKET_API_EMULATOR.');
  console.error(`Installing WebSocketApiEmulator ${version} into ${folder} (once) ...`);

  // Beside its place first: who is interrupted, or two at a time, leave no half of it there.
  mkdirSync(join(folder, '..'), { recursive: true });
  const beside = `${folder}.${process.pid}`;
  const result = spawnSync(host, ['tool', 'install', 'WebSocketApiEmulator', '--tool-path', beside, '--version', version], { encoding: 'utf8' });
  if (result.status !== 0) {
    rmSync(beside, { recursive: true, force: true });
    fail(`It couldn't be installed: dotnet tool install ended with ${result.status ?? result.error}.`, result.stdout, result.stderr);
  }

  try {
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

function program() {
  if (process.env.WEBSOCKET_API_EMULATOR) {
    return process.env.WEBSOCKET_API_EMULATOR;
  }

  const folder = cacheFolder();
  const file = join(folder, onWindows ? 'websocket-api-emulator.exe' : 'websocket-api-emulator');
  if (!existsSync(file)) {
    install(folder);
  }

  return file;
}

const child = spawn(program(), process.argv.slice(2), { stdio: 'inherit' });
child.on('error', (error) => fail(`The emulator can't be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

// A terminal signals the whole group, and a second Ctrl-C means "at once"; whoever signals this process alone means the emulator.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
