// Looks at the chat page's rooms the way people do: names, two rooms, unread marks, history after a reload, several tabs, a phone.
//
//   node rooms-page.mjs --url http://127.0.0.1:4510/ [--chromium /usr/bin/chromium] [--screenshots FOLDER]
//
// Exit code 0: all as expected; 1: not, and stderr says what; 2: wrong arguments.

import { LIMIT, allSent, count, expect, expectText, isAccessible, isOpen, join, look, open, options, person, say, shown, stranger, tab, until } from './page.mjs';

const { url, chromium, screenshots } = options('rooms-page', { screenshots: { type: 'string' } });
const shoot = async (page, name) => screenshots && page.screenshot({ path: `${screenshots}/${name}.png` });

await look('rooms-page', chromium, async browser => {
  const ada = await stranger(browser, url, 'Ada');
  const bob = await person(browser, url, 'Bob');
  await expectText(ada, '#members', 'Bob');

  // In the room both look at.
  await say(ada, 'hello Bob');
  await shown(bob, 'hello Bob');
  await shown(ada, 'hello Bob');
  await count(bob, '#messages li .author', 'Ada', 1);

  // Lines, and links that lead out.
  await ada.locator('#message').fill('two\nlines, see https://example.com/a?b=c.');
  await ada.locator('#message').press('Enter');
  await bob.locator('#messages a[href="https://example.com/a?b=c"][rel~=noopener]').waitFor({ timeout: LIMIT });

  // In a room that one of them doesn't look at: marked there, read when it is opened.
  await join(ada, 'tea');
  await join(bob, 'tea');
  await bob.locator('#rooms button', { hasText: 'lobby' }).click();
  await say(ada, 'anybody for tea?');
  await expectText(bob, '#rooms .unread', '1');
  await count(bob, '#messages li .text', 'anybody for tea?', 0);
  expect(await bob.title() === '(1) Chat', `the title is ${await bob.title()}`);

  await shoot(bob, 'unread');
  await bob.locator('#rooms button', { hasText: 'tea' }).first().click();
  await shown(bob, 'anybody for tea?');
  await count(bob, '#rooms .unread', '1', 0);

  await bob.locator('#message').pressSequentially('I wr', { delay: 20 });
  await expectText(ada, '#typing', 'Bob is typing');
  await say(bob, 'I do');
  await shown(ada, 'I do');

  // Reloaded, the room is as it was; a second tab is the same person.
  await bob.reload();
  await isOpen(bob);
  await shown(bob, 'anybody for tea?');
  const second = await tab(bob.context(), url);
  await expectText(second, '#members', 'Bob');
  await say(second, 'from my other tab');
  await count(bob, '#messages li .text', 'from my other tab', 0); // It looks at tea.
  await bob.locator('#rooms button', { hasText: 'lobby' }).click();
  await shown(bob, 'from my other tab');
  await second.close();
  await count(ada, '#members li', 'Bob', 1);

  // A button that is pressed while something happens in its room is still the same one.
  await bob.locator('#rooms .open', { hasText: 'tea' }).hover();
  await bob.mouse.down();
  await say(ada, 'while Bob presses');
  await count(bob, '#rooms .unread', '1', 1);
  await bob.mouse.up();
  await shown(bob, 'while Bob presses');

  // History, on scrolling up.
  await join(ada, 'long');
  for (let number = 1; number <= 60; number++) {
    await say(ada, `line ${number}`);
  }

  await count(ada, '#messages li:not(.pending) .text', 'line 60', 1);
  await allSent(ada, LIMIT);
  await join(bob, 'long');
  await shown(bob, 'line 60');
  await count(bob, '#messages li .text', 'line 1', 0);
  await bob.locator('#log').evaluate(log => {
    const { send } = WebSocket.prototype;
    window.asked = 0;
    WebSocket.prototype.send = function (frame) {
      window.asked += frame.includes('"History"') ? 1 : 0;
      send.call(this, frame);
    };
    log.scrollTop = 0;
    log.dispatchEvent(new Event('scroll')); // As a finger does: many at once.
  });
  await shown(bob, 'line 1');
  expect(await bob.evaluate(() => window.asked) === 1, 'the history is asked for more than once at a time');
  const lines = await bob.locator('#messages li .text').allTextContents();
  const wanted = Array.from({ length: 60 }, (_, number) => `line ${number + 1}`);
  expect(lines.join() === wanted.join(), `after scrolling up there are ${lines.length} lines: ${lines.join()}`);

  // A text that is too long is refused before it is sent: by the hub's limit, or by that of a frame, in which a quotation mark takes two bytes.
  const sent = [];
  bob.on('websocket', socket => socket.on('framesent', ({ payload }) => sent.push(payload)));
  await bob.reload();
  await isOpen(bob);
  for (const text of ['x'.repeat(16_385), 'ü'.repeat(8_193), '"'.repeat(16_384)]) {
    await say(bob, text);
    await expectText(bob, '#hint', 'Too long by');
    expect(await bob.locator('#message').inputValue() === text, 'the text that is too long is gone');
  }

  // As much as goes, goes.
  const longest = 'x'.repeat(16_384);
  await say(bob, longest);
  await shown(ada, longest);
  expect(await bob.locator('#hint').textContent() === '', 'the hint stays');
  expect(sent.filter(frame => frame.includes('"Send"')).length === 1, 'a text that is too long was sent');

  // Of three people in two rooms, each hears those that he is in.
  const phone = await person(browser, url, 'Eve', { size: { width: 390, height: 700 } });
  await say(phone, 'from my phone');
  await shown(phone, 'from my phone');
  await count(phone, '#messages li .text', 'anybody for tea?', 0);
  await join(phone, 'tea');
  await say(phone, 'me too');
  await open(ada, 'tea');
  await shown(ada, 'me too');
  await open(phone, 'lobby');
  await count(phone, '#messages li .text', 'me too', 0);

  // Who is here takes the messages' place, and gives it back.
  await phone.locator('#here').click();
  await phone.locator('#members').getByText('Bob').waitFor({ timeout: LIMIT });
  await isAccessible(phone, 'on a phone, who is here');
  await phone.locator('#here').click();
  await phone.locator('#members').waitFor({ state: 'hidden', timeout: LIMIT });
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow <= 0, `on a phone the page is ${overflow} pixels too wide`);

  // A large room, as a client sees it that hears of others: who comes is no news, nobody is told of typing, and the list says that it isn't all.
  const calls = [];
  const amid = await person(browser, url, 'Zoe', {
    prepare: page => page.routeWebSocket(/hub=chat/, socket => {
      const hub = socket.connectToServer();
      socket.onMessage(frame => {
        calls.push(frame);
        hub.send(frame);
      });
      hub.onMessage(frame => socket.send(frame.replace('"hasMoreMembers":false', '"hasMoreMembers":true')));
    }),
  });
  await expectText(amid, '#members .more', 'and more');
  await expectText(amid, '#here', '4+ here');
  await say(amid, 'hello all');
  await open(ada, 'lobby');
  await shown(ada, 'hello all');
  expect(!calls.some(frame => frame.includes('"Typing"')), 'a large room is told of typing');
  await person(browser, url, 'Max');
  await until(() => calls.some(frame => frame.includes('"Who"')), 'somebody who comes to a large room makes the page ask who is there');
  await expectText(amid, '#members', 'Max');
  await amid.context().close();

  await shoot(phone, 'phone');
  await shoot(bob, 'history');
  await ada.locator('#rooms button', { hasText: 'lobby' }).click();
  for (const name of ['Ada', 'Bob', 'Eve']) {
    await count(ada, '#members li', name, 1);
  }

  // Who says one thing after another is named once for those who look, and each time for those who listen.
  for (const [number, page] of [ada, phone].entries()) {
    for (const text of [`first ${number}`, `second ${number}`]) {
      await say(page, text);
      await page.locator('#messages li:not(.pending)', { hasText: text }).last().waitFor({ timeout: LIMIT });
    }

    const heard = await page.locator('#messages li.goes-on', { hasText: `second ${number}` }).last().ariaSnapshot();
    expect(/Ada|Eve/.test(heard), `of a message that goes on one hears ${heard}`);
  }

  // An address that is none: nothing can be written that would be lost.
  const nowhere = await browser.newPage();
  await nowhere.goto(new URL('?url=nonsense', url).href);
  await expectText(nowhere, '#hint', 'is no address');
  for (const field of ['#message', '#send', '#name', '#room']) {
    expect(await nowhere.locator(field).isDisabled(), `without a connection one can use ${field}`);
  }

  await nowhere.close();

  await shoot(ada, 'lobby');
  await isAccessible(ada, 'on a desk');
  await isAccessible(phone, 'on a phone');
  await ada.emulateMedia({ colorScheme: 'dark' });
  await shoot(ada, 'dark');
});
