// Looks at the page with a sign-in, as people do who have to say who they are.
//
//   node sign-in-page.mjs --url http://127.0.0.1:41787/ [--chromium /usr/bin/chromium]
//
// Exit code 0: all as expected; 1: not, and stderr says what.

import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const LIMIT = 60_000;

const { values: { url, chromium: executablePath } } = parseArgs({
  options: { url: { type: 'string' }, chromium: { type: 'string', default: '/usr/bin/chromium' } },
});
const state = (page, name) => page.locator(`#state[data-state="${name}"]`).waitFor({ timeout: LIMIT });
const shows = (page, selector, text) => page.locator(selector, { hasText: text }).first().waitFor({ timeout: LIMIT });

async function signIn(page, name) {
  await page.locator('#name').fill(name);
  await page.locator('#name').press('Enter');
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
try {
  const problems = [];
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', error => problems.push(error.message));
    page.on('console', line => line.text().includes('eyJ') && !line.text().includes('WebSocket connection to') && problems.push(`the console says ${line.text()}`));
    await page.goto(url);
    return page;
  };

  const ada = await open();
  await state(ada, 'closed');
  await shows(ada, '#hint', 'Sign in with a name');
  await signIn(ada, 'Ada');
  await state(ada, 'open');
  await shows(ada, '#members', 'Ada');

  // Reloaded, one is still signed in, by a new token: none is kept.
  await ada.reload();
  await state(ada, 'open');
  const kept = await ada.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie + location.href + document.documentElement.outerHTML);
  if (kept.includes('eyJ')) {
    throw new Error('the page keeps its token');
  }

  // A bad token, as of a server whose secret is another.
  const bob = await open();
  await bob.route('**/sign-in', route => route.fulfill({ contentType: 'text/plain', body: 'bad.bad.bad' }));
  await signIn(bob, 'Bob');
  await state(bob, 'waiting');
  await shows(bob, '#hint', 'Not let in');

  // Good again, he is in at once.
  await bob.unroute('**/sign-in');
  const clicked = bob.locator('#now').click().catch(() => {});
  // The page tries by itself too: then there is nothing left to click.
  await Promise.race([clicked, state(bob, 'open')]);
  await state(bob, 'open');
  if (await bob.locator('#hint').textContent() !== '') {
    throw new Error(`the hint stays: ${await bob.locator('#hint').textContent()}`);
  }

  await bob.locator('#message').fill('it is me');
  await bob.locator('#message').press('Enter');
  await shows(ada, '#messages li', 'it is me');
  await shows(ada, '#members', 'Bob');
  if (problems.length > 0) {
    throw new Error(problems.join('; '));
  }
} catch (error) {
  console.error(`sign-in-page: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
