// Looks at the chat page's rooms the way people do: names, two rooms, unread marks, history after a reload, several tabs, a phone.
//
//   node rooms-page.mjs --url http://127.0.0.1:4510/ [--chromium /usr/bin/chromium] [--screenshots FOLDER]
//
// Exit code 0: all as expected; 1: not, and stderr says what; 2: wrong arguments.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const LIMIT = 15_000;

function options() {
  try {
    const { values } = parseArgs({
      options: { url: { type: 'string' }, chromium: { type: 'string', default: '/usr/bin/chromium' }, screenshots: { type: 'string' } },
    });
    if (!values.url) {
      throw new Error('--url is missing');
    }

    return values;
  } catch (error) {
    console.error(`rooms-page: ${error.message}`);
    process.exit(2);
  }
}

const { url, chromium: executablePath, screenshots } = options();
const problems = [];

/** Somebody with a browser of their own. */
async function person(browser, name, size = { width: 1100, height: 700 }) {
  const context = await browser.newContext({ viewport: size });
  const page = await tab(context);
  await page.locator('#name').fill(name);
  await page.locator('#name').press('Enter');
  await expectText(page, '#members', name);
  await isOpen(page);
  return page;
}

async function tab(context) {
  const page = await context.newPage();
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => message.type() === 'error' && problems.push(message.text()));
  await page.goto(url);
  await isOpen(page);
  return page;
}

const isOpen = page => page.locator('#state[data-state="open"]').waitFor({ timeout: LIMIT });

const expectText = (page, selector, text) => page.locator(selector).filter({ hasText: text }).waitFor({ state: 'attached', timeout: LIMIT })
  .catch(() => { throw new Error(`${selector} doesn't show ${JSON.stringify(text)}`); });

async function count(page, selector, text, wanted) {
  await page.waitForFunction(
    ([where, what, number]) => [...document.querySelectorAll(where)].filter(element => element.textContent === what).length === number,
    [selector, text, wanted], { timeout: LIMIT })
    .catch(() => { throw new Error(`${selector} shows ${JSON.stringify(text)} not ${wanted} times`); });
}

async function say(page, text) {
  await page.locator('#message').fill(text);
  await page.locator('#message').press('Enter');
}

async function join(page, room) {
  await page.locator('#room').fill(room);
  await page.locator('#room').press('Enter');
  await expectText(page, '#rooms [aria-current]', room);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks at a page as assistive technology does, in both colour schemes: axe finds nothing. */
async function isAccessible(page, what) {
  await page.evaluate(axe);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    if (violations.length > 0) {
      throw new Error(`${what}, ${colorScheme}: axe finds ${violations.map(({ id, nodes }) => `${id} (${nodes.map(node => node.target.join(' ')).join(', ')})`).join('; ')}`);
    }
  }
}

const shoot = async (page, name) => screenshots && page.screenshot({ path: `${screenshots}/${name}.png` });

let browser;
try {
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const ada = await person(browser, 'Ada');
  const bob = await person(browser, 'Bob');
  await expectText(ada, '#members', 'Bob');

  // In the room both look at.
  await say(ada, 'hello Bob');
  await count(bob, '#messages li .text', 'hello Bob', 1);
  await count(ada, '#messages li .text', 'hello Bob', 1);
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
  if (await bob.title() !== '(1) Chat') {
    throw new Error(`the title is ${await bob.title()}`);
  }

  await shoot(bob, 'unread');
  await bob.locator('#rooms button', { hasText: 'tea' }).first().click();
  await count(bob, '#messages li .text', 'anybody for tea?', 1);
  await count(bob, '#rooms .unread', '1', 0);

  await bob.locator('#message').pressSequentially('I wr', { delay: 20 });
  await expectText(ada, '#typing', 'Bob is typing');
  await say(bob, 'I do');
  await count(ada, '#messages li .text', 'I do', 1);

  // Reloaded, the room is as it was; a second tab is the same person.
  await bob.reload();
  await isOpen(bob);
  await count(bob, '#messages li .text', 'anybody for tea?', 1);
  const second = await tab(bob.context());
  await expectText(second, '#members', 'Bob');
  await say(second, 'from my other tab');
  await count(bob, '#messages li .text', 'from my other tab', 0); // It looks at tea.
  await bob.locator('#rooms button', { hasText: 'lobby' }).click();
  await count(bob, '#messages li .text', 'from my other tab', 1);
  await second.close();
  await count(ada, '#members li', 'Bob', 1);

  // History, on scrolling up.
  await join(ada, 'long');
  for (let number = 1; number <= 60; number++) {
    await say(ada, `line ${number}`);
  }

  await count(ada, '#messages li:not(.pending) .text', 'line 60', 1);
  await ada.waitForFunction(() => document.querySelectorAll('#messages li.pending').length === 0, undefined, { timeout: LIMIT });
  await join(bob, 'long');
  await count(bob, '#messages li .text', 'line 60', 1);
  await count(bob, '#messages li .text', 'line 1', 0);
  await bob.locator('#log').evaluate(log => { log.scrollTop = 0; });
  await count(bob, '#messages li .text', 'line 1', 1);
  const lines = await bob.locator('#messages li .text').allTextContents();
  if (new Set(lines).size !== 60 || lines.length !== 60) {
    throw new Error(`after scrolling up there are ${lines.length} lines, ${new Set(lines).size} different ones`);
  }

  // A text that is too long is refused before it is sent.
  await bob.locator('#message').fill('x'.repeat(17_000));
  await bob.locator('#message').press('Enter');
  await expectText(bob, '#hint', 'Too long by');
  await bob.locator('#message').fill('');

  const phone = await person(browser, 'Eve', { width: 390, height: 700 });
  await say(phone, 'from my phone');
  await count(phone, '#messages li .text', 'from my phone', 1);
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) {
    throw new Error(`on a phone the page is ${overflow} pixels too wide`);
  }

  await shoot(phone, 'phone');
  await shoot(bob, 'history');
  await ada.locator('#rooms button', { hasText: 'lobby' }).click();
  for (const name of ['Ada', 'Bob', 'Eve']) {
    await count(ada, '#members li', name, 1);
  }

  await shoot(ada, 'lobby');
  await isAccessible(ada, 'on a desk');
  await isAccessible(phone, 'on a phone');
  await ada.emulateMedia({ colorScheme: 'dark' });
  await shoot(ada, 'dark');
  if (problems.length > 0) {
    throw new Error(`the page's script failed: ${problems.join('; ')}`);
  }
} catch (error) {
  console.error(`rooms-page: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser?.close();
}
