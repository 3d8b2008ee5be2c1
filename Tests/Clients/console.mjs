// Looks at the emulator's console the way people do.
//
//   node console.mjs --url http://127.0.0.1:4510/_console?token=… --socket ws://127.0.0.1:4510/demo [--crowd N] [--chromium FILE] [--screenshots FOLDER]
//
// Three clients connect and one sends: its frame is found in the console and followed to the three deliveries. Then the console sends a frame
// to one client, to all, and closes one; invokes a function again; everything by keyboard where people would. Its own client connects and
// hears what it sends, a slider makes a message fail, and its row says why: console-messages.mjs. With --crowd N more clients connect, and get
// as many frames as make 100,000 events; the lists must stay quick. Exit code 0: all as expected; 1: not, and stderr says what; 2: wrong arguments.

import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { connectAndSend, isUsable, slideAndReadWhy, templates } from './console-messages.mjs';
import { expect as must, launch } from './page.mjs';

const LIMIT = 60_000;
const QUICK = 1_000; // From a key to what it shows, with the crowd connected, on a machine that does other things too.

function options() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        socket: { type: 'string' },
        crowd: { type: 'string', default: '0' },
        chromium: { type: 'string', default: '/usr/bin/chromium' },
        screenshots: { type: 'string' },
      },
    });
    if (!values.url || !values.socket) {
      throw new Error('--url and --socket are needed');
    }

    return values;
  } catch (error) {
    console.error(`console: ${error.message}`);
    process.exit(2);
  }
}

class Client {
  constructor(url, agent) {
    this.texts = [];
    this.socket = new WebSocket(url, { headers: { 'User-Agent': agent } });
    this.opened = new Promise((resolve, reject) => this.socket.once('open', resolve).once('error', reject));
    this.closed = new Promise(resolve => this.socket.once('close', code => resolve(code)));
    this.socket.on('message', data => {
      this.texts.push(String(data));
      this.wake?.();
    });
    this.socket.on('error', () => {});
  }

  async receives(text) {
    const limit = setTimeout(() => this.wake?.(new Error(`a client doesn't get ${JSON.stringify(text)}; it got ${JSON.stringify(this.texts)}`)), LIMIT);
    while (!this.texts.includes(text)) {
      const error = await new Promise(resolve => { this.wake = resolve; });
      if (error) {
        throw error;
      }
    }

    clearTimeout(limit);
  }
}

const soon = (promise, what) => Promise.race([
  promise,
  new Promise((_, reject) => setTimeout(() => reject(new Error(`${what}: nothing within ${LIMIT} ms`)), LIMIT).unref()),
]);

const { url, socket, crowd, chromium: executablePath, screenshots } = options();
const clients = [];
const problems = [];
let browser;
let page;
let step = 'start';

const shot = name => screenshots ? page.screenshot({ path: `${screenshots}/${name}.png` }) : undefined;

async function connect(agent) {
  const client = new Client(socket, agent);
  await client.opened;
  clients.push(client);
  return client;
}

async function followFromFrameToDeliveries() {
  const [one, two, three] = [await connect('client-one'), await connect('client-two'), await connect('client-three')];
  one.socket.send(JSON.stringify({ action: 'sendMessage', message: 'follow me' }));
  await Promise.all([one, two, three].map(client => client.receives('follow me')));

  // The filter by its key, the frame by its arrow, its way by Enter.
  await page.keyboard.press('2');
  await page.keyboard.press('/');
  await page.keyboard.type('follow me');
  await page.keyboard.press('Enter');
  await page.locator('.row', { hasText: 'frame in' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('Enter');
  await page.locator('#way').waitFor();

  // The last of it is written after the clients have their frames; the panel is live.
  await page.locator('.way li[data-kind=integrated]').waitFor();
  await page.locator('.way li[data-kind=frameOut]').nth(2).waitFor();
  const steps = await page.locator('.way li').evaluateAll(items => items.map(item => ({ kind: item.dataset.kind, connection: item.dataset.connection, status: item.dataset.status, words: item.textContent })));
  const kinds = steps.map(each => each.kind).filter(kind => kind !== 'log');
  must(kinds.slice(0, 3).join() === 'frameIn,routed,invocation', `the way begins with ${kinds.join()}`);
  must(kinds.at(-1) === 'integrated' || kinds.at(-2) === 'integrated', `the way ends with ${kinds.join()}`);
  must(steps.find(each => each.kind === 'routed').words.includes('sendMessage'), 'the route is not sendMessage');
  must(steps.find(each => each.kind === 'invocation').words.includes('websocket-send'), 'the function is not websocket-send');

  const posts = steps.filter(each => each.kind === 'postBack');
  const deliveries = steps.filter(each => each.kind === 'frameOut');
  const connections = new Set(deliveries.map(each => each.connection));
  must(posts.length === 3 && posts.every(each => each.status === '200'), `post-backs: ${JSON.stringify(posts)}`);
  must(deliveries.length === 3 && connections.size === 3, `deliveries: ${JSON.stringify(deliveries)}`);
  must(posts.every(each => connections.has(each.connection)), 'a post-back and its delivery name different connections');
  must(connections.has(steps[0].connection), 'the sender gets its message too');
  await shot('follow');
  await page.keyboard.press('Escape');
  must(await page.locator('#detail').isHidden(), 'Esc leaves the panel open');
  return [one, two, three];
}

async function openConnection(agent) {
  await page.keyboard.press('3');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(agent);
  await page.locator('.bar .note', { hasText: '1 connection match' }).waitFor();
  await page.locator('.row', { hasText: agent }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('g');
  await page.keyboard.press('Enter');
  await page.locator('#detail .facts', { hasText: agent }).waitFor();
}

async function sendAndClose([one, two, three]) {
  await openConnection('client-two');
  await page.getByRole('button', { name: 'Send a frame' }).click();
  await page.keyboard.type('from the console');
  await page.locator('#send-frame').click();
  await two.receives('from the console');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Send to all' }).click();
  await page.keyboard.type('to everybody');
  await page.locator('#send-frame').click();
  await Promise.all([one, two, three].map(client => client.receives('to everybody')));
  must(!one.texts.includes('from the console'), 'a frame to one connection came to another');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await openConnection('client-three');
  await page.getByRole('button', { name: 'Close it' }).click();
  await page.locator('#confirm').getByRole('button', { name: 'Yes' }).click();
  must(await soon(three.closed, 'close') === 1000, 'the client was not closed with 1000');
  await page.locator('#detail tr[data-kind=closed]').waitFor();
  await page.keyboard.press('Escape');
}

async function invokeAgain(one) {
  await page.keyboard.press('5');
  await page.locator('.card', { hasText: 'websocket-send' }).getByRole('button', { name: 'Invoke' }).click();
  const editor = page.locator('#detail textarea');
  const event = JSON.parse(await editor.inputValue());
  event.body = JSON.stringify({ action: 'sendMessage', message: 'edited and invoked again' });
  await editor.fill(JSON.stringify(event));
  await page.locator('#detail').getByRole('button', { name: 'Invoke' }).click();
  await one.receives('edited and invoked again');
  await page.locator('#detail', { hasText: 'responded' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

async function pause(one) {
  await page.keyboard.press('2');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('while paused');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.locator('#live[data-state=paused]').waitFor();
  one.socket.send(JSON.stringify({ action: 'sendMessage', message: 'while paused' }));
  await one.receives('while paused');
  await page.locator('.bar .note', { hasText: 'new while paused' }).waitFor();
  must(await page.locator('.row').count() === 0, 'a paused list goes on');
  await page.keyboard.press('p');
  await page.locator('.row', { hasText: 'frame in' }).waitFor();
}

async function lookAtTheRest() {
  await page.keyboard.press('6');
  await page.locator('td', { hasText: '=' }).first().waitFor();
  await page.keyboard.press('8');
  await page.locator('#faults-text', { hasText: 'none' }).waitFor();
  await page.locator('td', { hasText: 'Frame from a client' }).waitFor();
  await page.keyboard.press('?');
  must(await page.locator('#help').isVisible(), '? shows no help');
  await page.keyboard.press('Escape');
}

async function crowdIsQuick(size) {
  await page.keyboard.press('3');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  for (let begun = 0; begun < size; begun += 50) {
    await Promise.all(Array.from({ length: Math.min(50, size - begun) }, (_, i) => connect(`crowd-${begun + i}`)));
  }

  const total = clients.filter(client => client.socket.readyState === WebSocket.OPEN).length;
  await page.locator('.bar .note', { hasText: `${total.toLocaleString('en-US')} connections` }).waitFor({ timeout: LIMIT });
  must(await page.locator('.row').count() < 150, `${await page.locator('.row').count()} rows are in the page for ${total} connections`);

  const took = {};
  const measure = async (name, action) => {
    const start = performance.now();
    await action();
    took[name] = Math.round(performance.now() - start);
    must(took[name] < QUICK, `${name} took ${took[name]} ms with ${total} connections`);
  };
  await measure('to the end', async () => {
    await page.keyboard.press('G');
    await page.locator(`.row[data-index="${total - 1}"]:not(.pending)`).waitFor();
  });
  await measure('to the start', async () => {
    await page.keyboard.press('g');
    await page.locator('.row[data-index="0"]:not(.pending)').waitFor();
  });
  await measure('filter', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type(`crowd-${size - 1}`);
    await page.locator('.bar .note', { hasText: '1 connection match' }).waitFor();
  });
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await measure('sort', async () => {
    await page.getByRole('button', { name: 'Identity' }).click();
    await page.locator('[aria-sort=descending]', { hasText: 'Identity' }).waitFor();
    await page.locator('.row[data-index="0"]:not(.pending)').waitFor();
  });

  // Frames per second while it scrolls through all of them: the page never stops for long.
  const longest = await page.evaluate(async () => {
    const body = document.querySelector('.grid .body');
    let last = performance.now();
    let most = 0;
    for (let i = 0; i <= 60; i++) {
      body.scrollTop = body.scrollHeight * i / 60;
      await new Promise(requestAnimationFrame);
      most = Math.max(most, performance.now() - last);
      last = performance.now();
    }

    return Math.round(most);
  });
  await page.locator(`.row[data-index="${total - 1}"]:not(.pending)`).waitFor();

  // Two events a delivery, by the console's own frames to all.
  const frames = Math.ceil(100_000 / 2 / total);
  const last = clients.find(client => client.socket.readyState === WebSocket.OPEN);
  for (let sent = 0; sent < frames; sent++) {
    await page.evaluate(text => fetch('/_console/api/connections/frames', { method: 'POST', body: text, headers: { Authorization: `Bearer ${sessionStorage.getItem('console-token')}` } }), `frame ${sent}`);
    await last.receives(`frame ${sent}`);
  }

  await page.keyboard.press('1');
  await page.locator('.row', { hasText: `frame ${frames - 1}` }).waitFor();
  const messages = Number(/of ([\d,]+)/.exec(await page.locator('.bar .note').textContent())[1].replace(',', ''));
  await measure('messages, to the end', async () => {
    await page.keyboard.press('G');
    await page.locator(`.row[data-index="${messages - 1}"]`).waitFor();
  });
  await measure('messages, filter', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type(`frame ${frames - 1}`);
    await page.locator('.bar .note', { hasText: /^1 of / }).waitFor();
  });
  await page.keyboard.press('Enter');
  await page.keyboard.press('g');
  await measure('a message of 10,000 events', async () => {
    await page.keyboard.press('Enter');
    await page.locator('#way').waitFor();
  });
  must(longest < 500, `scrolling stops for ${longest} ms`);
  await shot('crowd');
  console.log(`crowd of ${total}, ${frames * total * 2} events: ${Object.entries(took).map(([name, ms]) => `${name} ${ms} ms`).join(', ')}; longest frame while scrolling ${longest} ms`);
}

try {
  browser = await launch(executablePath);
  page = await (await browser.newContext({ viewport: { width: 1360, height: 800 } })).newPage();
  page.setDefaultTimeout(LIMIT);
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => message.type() === 'error' && problems.push(message.text()));
  const foreign = [];
  page.on('request', request => new URL(request.url()).host === new URL(url).host || foreign.push(request.url()));

  step = 'sign in';
  await page.goto(url);
  await page.locator('#live[data-state=live]').waitFor();
  must(!page.url().includes('token'), 'the token stays in the address');
  must(await page.locator('#locked').isHidden(), 'the token unlocks nothing');

  step = 'follow';
  const [one, two, three] = await followFromFrameToDeliveries();
  step = 'send and close';
  await sendAndClose([one, two, three]);
  step = 'invoke';
  await invokeAgain(one);
  step = 'pause';
  await pause(one);
  step = 'look';
  await lookAtTheRest();
  step = 'template';
  await templates(page);
  step = 'client';
  await connectAndSend(page, text => one.receives(text));
  step = 'why';
  await slideAndReadWhy(page, text => one.socket.send(text), shot);
  if (Number(crowd) === 0) {
    step = 'accessibility';
    await isUsable(page, shot);
  }

  if (Number(crowd) > 0) {
    step = 'crowd';
    await crowdIsQuick(Number(crowd));
  }

  must(foreign.length === 0, `the page asks elsewhere: ${foreign.join(', ')}`);
  must(problems.length === 0, `the page's script failed: ${problems.join('; ')}`);
  console.log('done');
} catch (error) {
  await shot('failed')?.catch(() => {});
  console.error(`console, ${step}: ${error.message}\n${problems.join('\n')}`);
  process.exitCode = 1;
} finally {
  await browser?.close();
  for (const client of clients) {
    client.socket.terminate();
  }
}
