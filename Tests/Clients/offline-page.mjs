// Looks at the chat page while things go wrong: the network goes and comes back, the hub refuses a message, answers get lost.
//
//   node offline-page.mjs --url http://127.0.0.1:4510/ --console-token TOKEN [--chromium /usr/bin/chromium]
//
// The token is the emulator's, whose faults this sets. Exit code 0: all as expected; 1: not, and stderr says what; 2: wrong arguments.

import { allSent, askConsole, count, expect, expectText, isAccessible, isIn, isOpen, join, look, open, options, person, say, shown, tab, texts, until } from './page.mjs';

const { url, chromium, 'console-token': token } = options('offline-page', { 'console-token': { type: 'string' } });

const ask = (path, request) => askConsole(url, token, path, request);

const setFaults = faults => ask('faults', { method: 'PUT', body: faults });

/** A message has come to its end, and none of its posts arrived. */
const isHeardByNobody = text => until(async () => {
  const { messages } = await (await ask('messages?failed=true&limit=100')).json();
  return messages.some(message => message.text?.includes(text) && !message.isRunning && message.failedPosts > 0);
}, `${text} fails`);

const note = (page, text) => page.locator('#messages li', { hasText: text }).locator('.note').textContent();

/** Which of the texts that begin so the page shows, in its order. */
const said = async (page, beginning) => (await texts(page, text => text.startsWith(beginning))).join();

const withSocketInSight = page => page.addInitScript(() => {
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      window.socket = this;
    }
  };
});

await look('offline-page', chromium, async browser => {
  const grace = await person(browser, url, 'Grace');
  const hedy = await person(browser, url, 'Hedy', { prepare: withSocketInSight });
  const ida = await person(browser, url, 'Ida');
  for (const page of [hedy, ida]) {
    await join(page, 'tunnel');
  }

  await open(hedy, 'lobby');
  await say(grace, 'grace 0');
  await shown(hedy, 'grace 0');

  // The network is gone, and nothing says so: a message is on its way, until the page finds out. One can write on.
  await hedy.context().setOffline(true);
  await say(hedy, 'hedy 1');
  expect(await note(hedy, 'hedy 1') === 'Sending …', `the message says ${await note(hedy, 'hedy 1')}`);
  await isIn(hedy, 'waiting');
  await expectText(hedy, '#state', 'Offline, trying');
  await say(hedy, 'hedy 2');
  for (const text of ['hedy 1', 'hedy 2']) {
    expect(await note(hedy, text) === 'Goes out when the connection is back', `the message says ${await note(hedy, text)}`);
  }

  // Meanwhile others talk, there and in the other room.
  for (const text of ['grace 1', 'grace 2', 'grace 3']) {
    await say(grace, text);
    await shown(grace, text);
  }

  for (const text of ['ida 1', 'ida 2']) {
    await say(ida, text);
  }

  await allSent(ida);
  await isAccessible(hedy, 'offline');

  // To try now helps nobody who is offline, and does no harm.
  await hedy.locator('#now').click();
  await isIn(hedy, 'waiting');
  expect(await said(hedy, 'grace') === 'grace 0', 'somebody is heard through no network');

  // Back, everything is there once, in order, and what waited has gone out.
  await hedy.context().setOffline(false);
  await isOpen(hedy);
  await shown(grace, 'hedy 2');
  await allSent(hedy);
  const whole = 'grace 0,grace 1,grace 2,grace 3,hedy 1,hedy 2';
  for (const page of [grace, hedy]) {
    const all = (await texts(page, text => /^(grace|hedy) /.test(text))).join();
    expect(all === whole, `back on the network there is ${all}`);
  }

  await count(hedy, '#rooms .unread', '2', 1);
  await open(hedy, 'tunnel');
  expect(await said(hedy, 'ida') === 'ida 1,ida 2', `of the other room there is ${await said(hedy, 'ida')}`);
  await open(hedy, 'lobby');

  // Out of the room without knowing it, the page goes back and sends what it was about to.
  const leaveUnnoticed = async () => {
    await hedy.evaluate(() => window.socket.send('{"type":1,"target":"Leave","arguments":["lobby"]}\u001e'));
    await count(grace, '#members li', 'Hedy', 0);
  };
  await leaveUnnoticed();
  await say(hedy, 'in again');
  await shown(grace, 'in again');
  await count(grace, '#members li', 'Hedy', 1);

  // Refused: it stands there with the hub's reason, also after trying again in vain and after a reload, until it goes. Here another one has taken the name.
  const namesake = await person(browser, url, 'Nan');
  await leaveUnnoticed();
  await namesake.locator('#name').fill('Hedy');
  await namesake.locator('#name').press('Enter');
  await count(grace, '#members li', 'Hedy', 1);
  await say(hedy, 'refused');
  const reason = "Not sent: Somebody in this room is called 'Hedy' already: choose another name.";
  await expectText(hedy, '#messages li.failed .note', reason);
  await isAccessible(hedy, 'with a message that failed');
  await hedy.locator('#messages li.failed button').click();
  await expectText(hedy, '#messages li.failed .note', reason);
  await namesake.context().close();
  await count(grace, '#members li', 'Hedy', 0);
  await hedy.reload();
  await isOpen(hedy);
  await say(hedy, 'goes past it');
  await shown(grace, 'goes past it');
  await hedy.locator('#messages li.failed button').click();
  await shown(grace, 'refused');
  await count(hedy, '#messages li:not(.failed):not(.pending) .text', 'refused', 1);
  expect(await hedy.locator('#messages li.failed').count() === 0, 'it still stands there as failed');

  // A message that loses its connection each time stands there as failed in the end, instead of losing it for ever; what follows it goes out.
  let isPoison = frame => frame.includes('poison');
  const mary = await person(browser, url, 'Mary', {
    prepare: page => page.routeWebSocket(/hub=chat/, socket => {
      const hub = socket.connectToServer();
      socket.onMessage(frame => isPoison(frame) ? socket.close({ code: 1011 }) : hub.send(frame));
    }),
  });
  await say(mary, 'poison');
  await say(mary, 'remedy');
  await expectText(mary, '#messages li.failed .note', 'Not sent: The connection was lost each time.');
  await shown(grace, 'remedy');
  await count(grace, '#messages li .text', 'poison', 0);
  isPoison = () => false;
  await mary.locator('#messages li.failed button').click();
  await shown(grace, 'poison');
  await mary.context().close();

  // Who chose no name has the same one on the connection that his first one is followed by.
  const guest = await tab(await browser.newContext(), url, withSocketInSight);
  const given = await guest.locator('#name').inputValue();
  await guest.evaluate(() => {
    window.first = window.socket;
    window.first.close();
  });
  await guest.waitForFunction(() => window.socket !== window.first);
  await isOpen(guest);
  const kept = await guest.locator('#name').inputValue();
  expect(given.startsWith('guest-') && kept === given, `${given} is called ${kept}`);
  await guest.context().close();

  // What arrived and was never answered is sent again when the page is loaded anew, and is still one message; also in a room that another tab has left meanwhile.
  await setFaults('posts.failed=100%');
  try {
    await say(hedy, 'no answer');
    await expectText(hedy, '#messages li.pending .note', 'Sending …');
    await open(hedy, 'tunnel');
    await say(hedy, 'no answer there');
    await open(hedy, 'lobby');
    for (const text of ['no answer"', 'no answer there']) {
      await isHeardByNobody(text);
    }
  } finally {
    await setFaults('posts.failed=0%');
  }

  await hedy.evaluate(() => localStorage.setItem('chat.rooms', '["lobby"]'));
  await hedy.reload();
  await isOpen(hedy);
  await shown(hedy, 'no answer');
  await say(grace, 'and then?');
  await shown(hedy, 'and then?');
  await allSent(hedy);
  for (const page of [grace, hedy]) {
    await shown(page, 'no answer');
  }

  await open(hedy, 'tunnel');
  await shown(hedy, 'no answer there');
  await allSent(hedy);
});
