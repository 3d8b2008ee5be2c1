// What people do with messages in the console: send them from it, see one fail, and read why.

import { expect as must, isAccessible } from './page.mjs';

const VIEWS = ['messages', 'events', 'connections', 'client', 'functions', 'tables', 'denials', 'limits'];

/** What the client writes for a route, by what the API's expression reads. */
export async function templates(page) {
  const table = [
    ['$request.body.action', 'sendMessage', { action: 'sendMessage', message: 'hello' }],
    ['${request.body.action}', 'sendMessage', { action: 'sendMessage', message: 'hello' }],
    ['$request.body.header.type', 'join', { header: { type: 'join' }, message: 'hello' }],
    ['${request.body.type}/${request.body.version}', 'join/v1', { type: 'join', version: 'v1', message: 'hello' }],
    ['$request.body.items[1].kind', 'a', { items: [null, { kind: 'a' }], message: 'hello' }],
    ["$request.body['message type']", 'a', { 'message type': 'a', message: 'hello' }],
    ['$request.body', 'ping', 'ping'],
    ['$request.body.action', '$default', {}],
    ['static', 'static', {}],
    ['chat.${request.body.action}', 'other', {}],
  ];
  const made = await page.evaluate(async rows => {
    const { templateOf } = await import('/_console/template.js');
    return rows.map(([expression, key]) => templateOf(expression, key));
  }, table);
  made.forEach((text, index) => must(
    JSON.stringify(JSON.parse(text)) === JSON.stringify(table[index][2]), `the template of ${table[index][1]} by ${table[index][0]} is ${text}`));
}

/** A message from the console's own client, heard by itself and by another; saved, and there after a reload; closed with a code. */
export async function connectAndSend(page, otherReceives) {
  await page.keyboard.press('4');
  await page.locator('#client-connect').click();
  await page.locator('#client-state[data-state=open]').waitFor();
  must(await page.locator('#client-route').inputValue() === 'sendMessage', 'the client does not begin with a route of its own');
  const text = JSON.parse(await page.locator('#client-text').inputValue());
  must(text.action === 'sendMessage', `the template selects ${text.action}`);
  await page.locator('#client-text').fill(JSON.stringify({ ...text, message: 'from its own client' }));
  await page.locator('#client-text').press('Control+Enter');
  await otherReceives('from its own client');
  await page.locator('.frames li[data-kind=frameOut]', { hasText: 'from its own client' }).waitFor();
  await page.locator('.frames li[data-kind=frameIn]').getByRole('button', { name: 'its way' }).click();
  await page.locator('.way li[data-kind=routed]', { hasText: 'sendMessage' }).waitFor();
  await page.keyboard.press('Escape');

  await page.locator('#client-name').fill('a greeting');
  await page.locator('#client-save').click();
  await page.locator('#client-code').fill('3001');
  await page.locator('#client-close').click();
  await page.locator('#client-state', { hasText: 'closed with 3001' }).waitFor();

  await page.reload();
  await page.locator('#client-text').fill('something else');
  await page.locator('.saved').getByRole('button', { name: 'a greeting', exact: true }).click();
  must((await page.locator('#client-text').inputValue()).includes('from its own client'), 'the saved message has another text');

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export all' }).click()]);
  const file = await download.path();
  await page.getByRole('button', { name: 'Delete a greeting' }).click();
  await page.locator('.saved', { hasText: 'none yet' }).waitFor();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('.saved').getByRole('button', { name: 'a greeting', exact: true }).waitFor();
}

/** A slider holds at once, and is seen from everywhere; what it makes fail is above all others, and says why. */
export async function slideAndReadWhy(page, send, shot) {
  await page.keyboard.press('8');
  const slider = page.getByRole('slider', { name: 'invocations.failed' });
  await slider.focus();
  await page.keyboard.press('End');
  await page.locator('#faults-in-force', { hasText: 'invocations.failed=100%' }).waitFor();
  await page.locator('#fault-count', { hasText: '1' }).waitFor();
  const inForce = await page.evaluate(async () => (await fetch('/_console/api/faults')).json());
  must(inForce.invocationsFailed === 1, `in force is ${JSON.stringify(inForce)}`);
  await shot('faults');

  send(JSON.stringify({ action: 'sendMessage', message: 'fails' }));
  await page.keyboard.press('1');
  await page.locator('.row[data-index="0"]', { hasText: 'by the fault invocations.failed' }).waitFor();
  must(Number(await page.locator('#failed-count').textContent()) > 0, 'the tab counts no failed message');
  await page.keyboard.press('g');
  await page.keyboard.press('Enter');
  await page.locator('#detail .why', { hasText: "On purpose, by the fault invocations.failed: the function of the route sendMessage isn't called." }).waitFor();
  await shot('why');
  await page.keyboard.press('Escape');

  // In order of time again, what came last comes first.
  await page.keyboard.press('8');
  await page.locator('#all-faults-off').click();
  await page.locator('#faults-in-force').waitFor({ state: 'hidden' });
  send(JSON.stringify({ action: 'sendMessage', message: 'goes well again' }));
  await page.keyboard.press('1');
  await page.locator('.row', { hasText: 'goes well again' }).waitFor();
  must(!(await page.locator('.row[data-index="0"]').textContent()).includes('goes well again'), 'errors are not first');
  await page.keyboard.press('e');
  await page.locator('.row[data-index="0"]', { hasText: 'goes well again' }).waitFor();
  await page.keyboard.press('e');
}

/** Every view, as assistive technology sees it and on a phone: nothing to find fault with, and nothing out of sight to the right. */
export async function isUsable(page, shot) {
  for (const [device, size] of [['desk', { width: 1360, height: 800 }], ['phone', { width: 375, height: 740 }]]) {
    await page.setViewportSize(size);
    for (const [index, view] of VIEWS.entries()) {
      await page.keyboard.press(String(index + 1));
      await page.locator(`[role=tab][data-view=${view}][aria-selected=true]`).waitFor();
      await isAccessible(page, `${view}, ${device}`);
      must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${view}, ${device}: wider than the window`);
      await shot(`${device}-${view}`);
    }

    await page.keyboard.press('1');
    await page.locator('.row').first().click();
    await page.locator('#way').waitFor();
    await isAccessible(page, `a message, ${device}`);
    await page.keyboard.press('Escape');
  }
}
