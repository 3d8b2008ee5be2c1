// Takes the docs' pictures of the page: several people in a few rooms, on a desk and on a phone, light and dark.
//
//   node page-pictures.mjs --url http://127.0.0.1:4510/ --folder ../../docs [--chromium /usr/bin/chromium]

import { join, look, open, options, person, say, shown } from './page.mjs';

const { url, chromium, folder } = options('page-pictures', { folder: { type: 'string' } });
await look('page-pictures', chromium, async browser => {
  const people = {};
  for (const name of ['Ada', 'Grace', 'Katherine Coleman Goble Johnson', 'ליאת', 'Bob', 'Radia']) {
    people[name] = await person(browser, url, name, { size: { width: 1100, height: 650 } });
  }

  const phone = await person(browser, url, 'Eve', { size: { width: 390, height: 780 } });
  const talk = [
    ['Grace', 'Good morning! Has anybody tried the new stage?'],
    ['Bob', 'Yes, just now.'],
    ['Bob', 'wss://… answers in 40 ms from here, cold start and all 😄'],
    ['Ada', 'Nice. I have written it up: https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-chat-app.html'],
    ['ליאת', 'בוקר טוב! אני בודקת את זה עכשיו, wss עובד מצוין.'],
    ['Katherine Coleman Goble Johnson', 'I get the numbers at noon, and check them by hand:\n  1,000 connections  →  160 ms\n 10,000 connections  →  1.3 s'],
    ['Ada', 'By hand!'],
    ['Eve', 'On the train: it went offline in the tunnel, and everything was there when I came out.'],
    ['Radia', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_fits_too_0123456789abcdef0123456789abcdef'],
    ['Grace', 'Then let’s ship it.'],
    ['Grace', 'Who writes the release note?'],
  ];
  for (const [name, text] of talk) {
    const page = people[name] ?? phone;
    await say(page, text);
    await shown(page, text);
    await page.locator('#messages li.pending').first().waitFor({ state: 'detached' });
  }

  const desk = people.Ada;
  for (const room of ['tea', 'release-4', 'a-room-with-a-very-long-name-indeed']) {
    await join(desk, room);
    await join(people.Bob, room);
  }

  await open(desk, 'lobby');
  await open(people.Bob, 'tea');
  await say(people.Bob, 'Anybody for tea?');
  await say(people.Bob, 'There is cake');
  await desk.locator('#rooms .unread').filter({ hasText: '2' }).waitFor();
  await join(phone, 'tea');
  await open(phone, 'lobby');
  await shown(phone, 'Who writes the release note?');
  for (const [page, name] of [[desk, 'page'], [phone, 'page-phone']]) {
    await people.Radia.waitForTimeout(3_000); // A page tells of typing every three seconds.
    const seen = page.locator('#typing').filter({ hasText: 'Radia' }).waitFor();
    await people.Radia.locator('#message').press('x');
    await seen;
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}${colorScheme === 'dark' ? '-dark' : ''}.png` });
    }
  }
});
