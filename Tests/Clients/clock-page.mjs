// Looks at the chat page for hours, by a clock of its own: a tab that nobody looks at, whose timers run once a minute, as Chrome has it.
//
//   node clock-page.mjs --url http://127.0.0.1:4510/ --console-token TOKEN [--chromium /usr/bin/chromium]
//
// The token is the emulator's, whose connections this closes. Exit code 0: all as expected; 1: not, and stderr says what; 2: wrong arguments.

import { allSent, askConsole, count, expect, isIn, isOpen, look, options, person, say, shown, tab, texts, until } from './page.mjs';

const { url, chromium, 'console-token': token } = options('clock-page', { 'console-token': { type: 'string' } });

const MINUTE = 60_000;
const IDLE_LIMIT = 10; // API Gateway's, in minutes: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const LIFE = 120; // The same.

/** A page whose time is this script's, and which takes down what its connections do by that time. */
async function timed(page) {
  await page.clock.install();
  await page.addInitScript(() => {
    let visibility = 'visible';
    Object.defineProperty(document, 'visibilityState', { get: () => visibility });
    window.setVisibility = value => {
      visibility = value;
      document.dispatchEvent(new Event('visibilitychange'));
    };

    // Pings (6) and calls (1, with an id) wait for an answer, a ping or a completion (3).
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      times = [Date.now()];
      #waiting = new Set();
      #wait = (frame, types, change) => frame.split('\u001e').filter(Boolean).map(JSON.parse).filter(({ type }) => types.includes(type))
        .forEach(({ type, invocationId }) => change(type === 6 ? 'ping' : invocationId));

      constructor(...args) {
        super(...args);
        window.sockets.push(this);
        this.addEventListener('message', ({ data }) => this.#wait(data, [3, 6], id => this.#waiting.delete(id)));
        this.addEventListener('close', () => this.times.push(Date.now()));
      }

      get isQuiet() {
        return this.readyState === WebSocket.CLOSED || (this.readyState === WebSocket.OPEN && this.#waiting.size === 0);
      }

      send(frame) {
        this.times.push(Date.now());
        this.#wait(frame, [1, 6], id => id && this.#waiting.add(id));
        super.send(frame);
      }
    };
    window.states = [];
    addEventListener('DOMContentLoaded', () => new MutationObserver(() => window.states.push(document.querySelector('#state').dataset.state))
      .observe(document.querySelector('#state'), { attributeFilter: ['data-state'] }));
  });
}

/** One connection, and nothing under way: a minute that went by sooner would be one without an answer. */
const isSettled = page => until(() => page.evaluate(() => window.sockets.every(socket => socket.isQuiet)
  && window.sockets.filter(socket => socket.readyState === WebSocket.OPEN).length === 1), 'the connection comes to rest');

/** A minute goes by: what is due runs once, at its end, and hears its answers. */
async function aMinute(page, meanwhile) {
  await isSettled(page);
  await page.clock.fastForward(MINUTE);
  await meanwhile();
  await isSettled(page);
}

const connections = page => page.evaluate(() => window.sockets.length);

/** Minutes go by until another connection has taken over, before API Gateway ends the first; somebody talks meanwhile. */
async function untilRenewed(page, speaker, beginning, says = () => {}) {
  const before = await connections(page);
  for (let minute = 1; await connections(page) === before; minute++) {
    expect(minute < LIFE, 'the connection grew as old as API Gateway lets it');
    if (minute % 10 === 0 || minute > 94) {
      await say(speaker, `${beginning} ${minute}`);
    }

    await aMinute(page, () => minute > 94 && says(`${beginning} by oneself ${minute}`));
  }

  expect(await connections(page) === before + 1, 'there was more than one other connection');
  await allSent(speaker);
  return (await texts(speaker, text => text.startsWith(beginning))).length;
}

async function isCalled(page, others, name, what) {
  const own = await page.locator('#name').inputValue();
  expect(own === name, `${what} ${name} is called ${own}`);
  await count(others, '#members li', name, 1);
}

const isSaid = text => /^(hidden|seen|cut)/.test(text);

async function hasAll(page, speaker, what) {
  const wanted = await texts(speaker, isSaid);
  await shown(page, wanted.at(-1));
  const all = await texts(page, isSaid);
  expect(all.join() === wanted.join(), `${what} there is ${all.join()} of ${wanted.join()}`);
}

await look('clock-page', chromium, async browser => {
  const joan = await person(browser, url, 'Joan');

  // Somebody who chose no name: he has the one that the hub gave him by all of his connections.
  const kay = await tab(await browser.newContext(), url, timed);
  await isSettled(kay);
  const guest = await kay.locator('#name').inputValue();
  expect(guest.startsWith('guest-'), `who chose no name is called ${guest}`);
  await kay.evaluate(() => {
    window.setVisibility('hidden');
    window.states = [];
  });

  // Nobody looks: one connection for an hour and a half, which is never idle for too long; then another one, and nobody notices.
  const heard = await untilRenewed(kay, joan, 'hidden');
  const times = (await kay.evaluate(() => window.sockets.at(-2).times)).map(time => time / MINUTE);
  const idle = Math.max(...times.slice(1).map((time, number) => time - times[number]));
  expect(times.at(-1) - times[0] >= 90, `the connection was given up after ${times.at(-1) - times[0]} minutes`);
  expect(idle < IDLE_LIMIT - 1, `the connection was idle for ${idle} minutes`);
  await hasAll(kay, joan, 'after the first renewal');
  await isCalled(kay, joan, guest, 'after the first renewal');
  const title = await kay.title();
  expect(title === `(${heard}) Chat`, `of ${heard} messages the title says ${title}`);

  // Looked at, the same; a message that is sent while one takes over from the other goes out once.
  await kay.evaluate(() => window.setVisibility('visible'));
  await isSettled(kay);
  await untilRenewed(kay, joan, 'seen', text => say(kay, text));
  await allSent(kay);
  await hasAll(kay, joan, 'after the second renewal');
  await isCalled(kay, joan, guest, 'after the second renewal');
  const states = await kay.evaluate(() => window.states);
  expect(states.every(state => state === 'open'), `the state flickered: ${states.join()}`);
  expect(await kay.locator('#messages li:is(.failed, .pending)').count() === 0, 'something was not sent');

  // Cut all the same, while nobody looks: back within two of the timers' minutes, and what was said meanwhile is there.
  await kay.evaluate(() => window.setVisibility('hidden'));
  await kay.clock.pauseAt(await kay.evaluate(() => Date.now() + 1_000));
  await askConsole(url, token, 'connections', { method: 'DELETE' });
  await isIn(kay, 'waiting');
  await isOpen(joan);
  await say(joan, 'cut off');
  await shown(joan, 'cut off');
  await kay.clock.fastForward(MINUTE);
  await isOpen(kay);
  await hasAll(kay, joan, 'after the cut');
  await isCalled(kay, joan, guest, 'after the cut');
});
