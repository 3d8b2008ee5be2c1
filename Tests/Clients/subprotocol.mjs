// A browser's WebSocket that asks for subprotocols: what it is given, and that it can send and receive.
//
//   node subprotocol.mjs --url ws://127.0.0.1:4510/demo --chromium /usr/bin/chromium chat.v2 chat.v1
//
// Prints {"protocol":"chat.v1","answer":"hello"}, or {"closed":1006} when the browser gave up.

import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string' }, chromium: { type: 'string' } },
});
const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage();
  const seen = await page.evaluate(([url, protocols]) => new Promise(resolve => {
    const socket = new WebSocket(url, protocols);
    socket.onopen = () => socket.send('hello');
    socket.onmessage = ({ data }) => resolve({ protocol: socket.protocol, answer: data });
    socket.onclose = ({ code }) => resolve({ closed: code });
  }), [values.url, positionals]);
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
