// AWS's own runtime client for Node.js against the emulator's Runtime API: the native addon that polls, and its error reports.
//
//   dotnet build Emulator && npm --prefix Tests/RuntimeClients ci && npm --prefix Tests/RuntimeClients test
//
// Installing compiles the addon for a minute and a half, and needs cmake, g++, autoconf, automake, libtool and make.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';

const at = path => fileURLToPath(new URL(path, import.meta.url));
const LIMIT = 60_000;
let emulator;
let url;

before(async () => {
  const client = name => `--run=${name}=node "${at('node_modules/aws-lambda-ric/bin/index.mjs')}" index.${name === 'echo' ? 'handler' : name}`;
  emulator = spawn('dotnet', [
    at('../../artifacts/bin/Chat.Emulator/debug/Chat.Emulator.dll'), at('template.yaml'), '--port', '0', client('echo'), client('fails'),
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: emulator.stdout })) {
    if (line.startsWith('ready ')) {
      url = line.slice('ready '.length);
      break;
    }
  }

  assert.ok(url, 'the emulator did not start');
  emulator.stdout.resume();
}, { timeout: LIMIT });

after(() => emulator?.kill('SIGTERM'));

async function ask(text) {
  const socket = new WebSocket(url);
  try {
    return await new Promise((resolve, reject) => {
      socket.on('open', () => socket.send(text));
      socket.on('message', data => resolve(JSON.parse(data)));
      socket.on('error', reject);
      socket.on('close', code => reject(new Error(`closed with ${code}`)));
    });
  } finally {
    socket.close();
  }
}

test('aws-lambda-ric_Event_IsHandledWithItsContext', { timeout: LIMIT }, async () => {
  const answer = await ask('hello');

  assert.equal(answer.body, 'hello');
  assert.equal(answer.functionName, 'echo');
  assert.equal(answer.arn, 'arn:aws:lambda:us-east-1:000000000000:function:echo');
  assert.match(answer.requestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.match(answer.trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/);
  assert.ok(answer.remaining > 0 && answer.remaining <= 3_000, `${answer.remaining} ms remain`);
});

test('aws-lambda-ric_HandlerThrows_SenderGetsTheErrorFrameAndTheNextEventWorks', { timeout: LIMIT }, async () => {
  for (let i = 0; i < 2; i++) {
    assert.equal((await ask('{"action":"fails"}')).message, 'Internal server error');
  }

  assert.equal((await ask('again')).body, 'again');
});
