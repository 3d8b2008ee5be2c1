// What the scripts do with the chat page again and again.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

export const LIMIT = 60_000;

/** What the pages' scripts complained of. */
export const problems = [];

/** The arguments that every script takes, and those of its own; ends with 2 where one is wrong. */
export function options(name, own = {}) {
  try {
    const { values } = parseArgs({ options: { url: { type: 'string' }, chromium: { type: 'string', default: '/usr/bin/chromium' }, ...own } });
    expect(values.url, '--url is missing');
    return values;
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    process.exit(2);
  }
}

export const launch = executablePath => chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** Somebody with a browser of their own, which knows the name from another time. */
export async function person(browser, url, name, { size = { width: 1100, height: 700 }, prepare } = {}) {
  const context = await browser.newContext({ viewport: size });
  await context.addInitScript(known => localStorage.setItem('chat.name', JSON.stringify(known)), name);
  const page = await tab(context, url, prepare);
  await expectText(page, '#members', name);
  return page;
}

/** Somebody who says his name. */
export async function stranger(browser, url, name) {
  const page = await tab(await browser.newContext(), url);
  await expectText(page, '#members', 'guest-');
  await page.locator('#name').fill(name);
  await page.locator('#name').press('Enter');
  await expectText(page, '#members', name);
  await isOpen(page);
  return page;
}

export async function tab(context, url, prepare = () => {}) {
  const page = await context.newPage();
  await prepare(page);
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => message.type() === 'error' && !message.text().includes('WebSocket connection to') && problems.push(message.text()));
  await page.goto(url);
  await isOpen(page);
  return page;
}

export const isIn = (page, state, timeout = LIMIT) => page.locator(`#state[data-state="${state}"]`).waitFor({ timeout })
  .catch(async () => { throw new Error(`the page isn't ${state}, but says: ${await page.locator('header').innerText()}`); });

export const isOpen = page => isIn(page, 'open');

export const expectText = (page, selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor({ state: 'attached', timeout: LIMIT })
  .catch(() => { throw new Error(`${selector} doesn't show ${JSON.stringify(text)}`); });

export async function count(page, selector, text, wanted) {
  await page.waitForFunction(
    ([where, what, number]) => [...document.querySelectorAll(where)].filter(element => element.textContent === what).length === number,
    [selector, text, wanted], { timeout: LIMIT })
    .catch(() => { throw new Error(`${selector} shows ${JSON.stringify(text)} not ${wanted} times`); });
}

/** The message stands there once. */
export const shown = (page, text) => count(page, '#messages li .text', text, 1);

/** None of one's own messages is on its way any more. */
export const allSent = (page, timeout) => page.waitForFunction(() => document.querySelectorAll('#messages li.pending').length === 0, undefined, { timeout });

/** Goes to a room that is in the list. */
export const open = (page, room) => page.locator('#rooms .open', { hasText: room }).click();

/** Asks the emulator's console, as whoever has its token may. */
export async function askConsole(url, token, path, request) {
  const answer = await fetch(new URL(`_console/api/${path}`, url), { headers: { Authorization: `Bearer ${token}` }, ...request });
  expect(answer.ok, `the emulator's console says ${answer.status}`);
  return answer;
}

export async function say(page, text) {
  await page.locator('#message').fill(text);
  await page.locator('#message').press('Enter');
}

export async function join(page, room) {
  await page.locator('#room').fill(room);
  await page.locator('#room').press('Enter');
  await expectText(page, '#rooms [aria-current]', room);
}

/** The texts on the page that `isWanted` takes, as they stand. */
export const texts = async (page, isWanted) => (await page.locator('#messages li .text').allTextContents()).filter(isWanted);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks at a page as assistive technology does, in both colour schemes: axe finds nothing. */
export async function isAccessible(page, what) {
  await page.evaluate(axe);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    const found = violations.map(({ id, nodes }) => `${id} (${nodes.map(node => node.target.join(' ')).join(', ')})`);
    expect(found.length === 0, `${what}, ${colorScheme}: axe finds ${found.join('; ')}`);
  }
}

export function expect(condition, otherwise) {
  if (!condition) {
    throw new Error(otherwise);
  }
}

/** Waits for what this script itself sees. */
export async function until(holds, what) {
  for (const begun = Date.now(); !await holds(); await new Promise(resolve => { setTimeout(resolve, 10); })) {
    expect(Date.now() - begun < LIMIT, `it didn't happen that ${what}`);
  }
}

/** Runs a script's steps: exit code 0, all as expected; 1: not, and stderr says what. */
export async function look(name, executablePath, steps) {
  let browser;
  try {
    browser = await launch(executablePath);
    await steps(browser);
    expect(problems.length === 0, `the page's script failed: ${problems.join('; ')}`);
  } catch (error) {
    console.error(`${name}: ${error.stack ?? error.message}`);
    process.exitCode = 1;
  } finally {
    await browser?.close();
  }
}
