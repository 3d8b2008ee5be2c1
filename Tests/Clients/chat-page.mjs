// Looks at the chat page the way people do: three tabs, one sends, all three show it.
//
//   node chat-page.mjs --url http://127.0.0.1:4510/ [--chromium /usr/bin/chromium] [--screenshot FILE] [--expect-reconnect]
//
// With --expect-reconnect it then prints "connected" and waits until every tab has lost its connection and has it again: whoever drives
// this restarts the server in between. Exit code 0: all as expected; 1: not, and stderr says what; 2: wrong arguments.

import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const TABS = 3;
const LIMIT = 60_000;
const RECONNECT_LIMIT = 90_000; // The page waits up to 30 s between two tries, and the server takes its time to start.

function options() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        chromium: { type: 'string', default: '/usr/bin/chromium' },
        screenshot: { type: 'string' },
        'expect-reconnect': { type: 'boolean', default: false },
      },
    });
    if (!values.url) {
      throw new Error('--url is missing');
    }

    return values;
  } catch (error) {
    console.error(`chat-page: ${error.message}`);
    process.exit(2);
  }
}

const waitForState = (page, state, timeout = LIMIT) => page.locator(`#state[data-state="${state}"]`).waitFor({ timeout });

async function open(context, url) {
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', error => page.problems.push(error.message));
  await page.goto(url);
  await waitForState(page, 'open');
  return page;
}

/** Sends from the first tab and checks that each shows this text, once, exactly, with a time. */
async function sendAndSee(pages, text) {
  await pages[0].locator('#message').fill(text);
  await pages[0].locator('#message').press('Enter');

  for (const [tab, page] of pages.entries()) {
    await page.waitForFunction(
      wanted => [...document.querySelectorAll('#messages li .text')].some(t => t.textContent === wanted), text, { timeout: LIMIT })
      .catch(() => { throw new Error(`tab ${tab + 1} doesn't show ${JSON.stringify(text)}`); });
    const times = await page.locator('#messages li').evaluateAll((items, wanted) => items
      .filter(item => item.querySelector('.text').textContent === wanted)
      .map(item => item.querySelector('time')?.dateTime), text);
    if (times.length !== 1) {
      throw new Error(`tab ${tab + 1} shows ${JSON.stringify(text)} ${times.length} times`);
    }

    if (!(Math.abs(Date.now() - Date.parse(times[0])) < 60_000)) {
      throw new Error(`tab ${tab + 1} shows ${JSON.stringify(text)} with the time ${JSON.stringify(times[0])}`);
    }
  }

  if (await pages[0].locator('#message').inputValue() !== '') {
    throw new Error('the message that was sent is still in the input');
  }
}

const { url, chromium: executablePath, screenshot, 'expect-reconnect': expectReconnect } = options();
let browser;
let pages = [];
try {
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext();
  for (let tab = 0; tab < TABS; tab++) {
    pages.push(await open(context, url));
  }

  // Once as people write, once as those do who try to break in: both must come out as they went in.
  await sendAndSee(pages, 'hello from terminal1');
  await sendAndSee(pages, '  <b>not bold</b> & "quoted" – ünïcødé 🙂 ');

  if (expectReconnect) {
    // Armed before anybody is told: a server that is back at once must not be missed.
    const lost = pages.map(page => page.locator('#state:not([data-state="open"])').waitFor({ timeout: RECONNECT_LIMIT }));
    console.log('connected');
    await Promise.all(lost);
    await Promise.all(pages.map(page => waitForState(page, 'open', RECONNECT_LIMIT)));
    await sendAndSee(pages, 'hello again');
    console.log('reconnected');
  }

  if (screenshot) {
    await pages[0].screenshot({ path: screenshot });
  }

  const problems = pages.flatMap(page => page.problems);
  if (problems.length > 0) {
    throw new Error(`the page's script failed: ${problems.join('; ')}`);
  }
} catch (error) {
  const states = await Promise.all(pages.map(page => page.locator('#state').textContent({ timeout: 1_000 }).catch(() => '?')));
  console.error(`chat-page: ${error.message}\n  the tabs say: ${states.join(' | ') || 'nothing, none is open'}`);
  process.exitCode = 1;
} finally {
  await browser?.close();
}
