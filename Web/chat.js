// The page: one room is looked at, all are listened to.

import { ChatClient } from './client.js';
import { problemWith } from './limits.js';
import { showMembers, showRooms, showTyping } from './lists.js';
import { Log } from './log.js';
import { memory, outbox, ownerSecret } from './memory.js';

const element = id => document.getElementById(id);
const [state, now, form, hint, input, send, here, naming, nameInput, joining, roomInput] =
  ['state', 'now', 'form', 'hint', 'message', 'send', 'here', 'naming', 'name', 'joining', 'room'].map(element);

const given = new URLSearchParams(location.search).get('url');
const url = given ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/demo`;

// The server that the page is from signs people in: it gives a token for a name.
const mustSignIn = new URLSearchParams(location.search).has('signIn');

async function signIn(name) {
  const answer = await fetch('sign-in', { method: 'POST', body: name, headers: { 'Content-Type': 'text/plain' } }).catch(() => undefined);
  if (!answer?.ok) {
    throw Object.assign(new Error('The sign-in doesn’t answer.'), { isSignIn: true });
  }

  return await answer.text();
}

const fromHash = () => decodeURIComponent(location.hash.slice(1));

let active = fromHash() || 'lobby';
let client;

// --- The room that is looked at

const log = new Log(() => client.earlier(active).catch(() => {})); // Scrolling again asks again.

function render(room) {
  outbox.write(client.rooms.values());
  if (room.name === active) {
    log.show(room, client);
    showMembers(room, client.name);
    showTyping(room);
  }

  renderRooms();
}

function renderRooms() {
  const all = [...client.rooms.values()];
  showRooms(all, active, { look, leave: leaveRoom });
  const unread = all.reduce((sum, room) => sum + room.unread, 0);
  document.title = unread > 0 ? `(${unread}) Chat` : 'Chat';
}

function look(name) {
  const before = client.rooms.get(active);
  if (before) {
    before.draft = input.value;
  }

  active = name;
  history.replaceState(null, '', `${location.search}#${encodeURIComponent(name)}`);
  const room = client.rooms.get(name);
  room.unread = 0;
  input.value = room.draft;
  grow();
  log.clear();
  render(room);
  log.scrollToTheEnd();
  showMessages();
  input.focus();
}

async function leaveRoom(name) {
  const wasActive = name === active;
  const leaving = client.leave(name);
  remember();
  if (wasActive) {
    look('lobby');
  } else {
    renderRooms();
  }

  await leaving;
}

const remember = () => memory.write('rooms', [...client.rooms.keys()]);

// On a phone: who is here, in place of the messages.
function showMessages() {
  document.body.classList.remove('looks-who-is-here');
  here.ariaExpanded = 'false';
}

here.addEventListener('click', () => {
  here.ariaExpanded = String(document.body.classList.toggle('looks-who-is-here'));
});
element('newest').addEventListener('click', () => input.focus());

// --- How the connection is

let countdown;

function say(name, words, detail = '') {
  state.dataset.state = name;
  now.hidden = name !== 'waiting';
  const seconds = document.createElement('span');
  seconds.ariaHidden = 'true'; // A countdown read aloud each second would drown everything else.
  seconds.textContent = detail;
  if (state.firstChild?.nodeValue === words) {
    state.lastChild.replaceWith(seconds);
  } else {
    state.replaceChildren(words, seconds);
  }
}

function sayState() {
  clearInterval(countdown);
  switch (client.state) {
    case 'connecting':
      say('connecting', 'Connecting');
      break;
    case 'open':
      say('open', 'Connected');
      if (hint.dataset.signIn) {
        hint.textContent = hint.dataset.signIn = '';
      }

      nameInput.value = client.name;
      break;
    case 'waiting': {
      const sayWaiting = () => {
        const seconds = Math.ceil((client.retryAt - Date.now()) / 1_000);
        say('waiting', navigator.onLine ? 'Reconnecting' : 'Offline, trying', seconds > 0 ? ` in ${seconds} s` : ' …');
      };
      sayWaiting();
      countdown = setInterval(sayWaiting, 1_000);
      break;
    }
  }
}

// --- Writing. One can always write and send: what can't go now goes when the connection is back.

function grow() {
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

input.addEventListener('input', () => {
  grow();
  hint.textContent = problemWith(active, input.value);
  if (input.value !== '') {
    client.typing(active);
  }
});

input.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

form.addEventListener('submit', event => {
  event.preventDefault();
  const text = input.value;
  hint.textContent = problemWith(active, text);
  if (text.trim() === '' || hint.textContent !== '') {
    return;
  }

  input.value = '';
  grow();
  client.send(active, text);
  log.scrollToTheEnd();
  showMessages();
});

// --- Names and rooms

naming.addEventListener('submit', event => {
  event.preventDefault();
  nameInput.blur();
});
nameInput.addEventListener('change', () => {
  const name = nameInput.value.trim();
  memory.write('name', name);
  if (name !== client.name && (name !== '' || !mustSignIn)) {
    client.rename(name).catch(() => {});
  }
});

joining.addEventListener('submit', async event => {
  event.preventDefault();
  const name = roomInput.value.trim().toLowerCase().replace(/[\s_]+/g, '-');
  if (name === '') {
    return;
  }

  try {
    await client.join(name);
    roomInput.value = '';
    remember();
    look(name);
  } catch (error) {
    renderRooms();
    hint.textContent = error.message;
  }
});

// --- Start

// A browser takes anything else for a path on this host, and would ask there for ever.
const isAddress = /^wss?:\/\//i.test(url);
if (globalThis.signalR === undefined || !isAddress) {
  say('closed', 'Closed');
  for (const field of [input, send, nameInput, roomInput]) {
    field.disabled = true;
  }

  hint.textContent = isAddress ? 'vendor/signalr.min.js is missing: the build of the AppHost puts it there.'
    : `“${url}” is no address that this page can connect to: it should look like wss://….amazonaws.com/demo.`;
} else {
  const unsent = outbox.read();
  client = new ChatClient({
    signalR: globalThis.signalR,
    url,
    name: memory.read('name', ''),
    owner: ownerSecret(),
    rooms: [...new Set(['lobby', ...memory.read('rooms', []), ...Object.keys(unsent), active])],
    pending: unsent,
    token: mustSignIn ? signIn : undefined,
  });
  client.addEventListener('state', sayState);
  client.addEventListener('room', ({ detail: room }) => render(room));
  client.addEventListener('message', ({ detail: { room, message } }) => {
    if (message.name !== client.name && (room.name !== active || document.visibilityState !== 'visible')) {
      room.unread++;
      renderRooms();
    }
  });
  client.addEventListener('refused', ({ detail: { room, reason } }) => {
    hint.textContent = room ? `${room.name}: ${reason}` : reason;
    hint.dataset.signIn = room ? '' : 'true';
  });
  render(client.rooms.get(active));
  if (mustSignIn) {
    nameInput.placeholder = 'Sign in as';
    document.querySelector('label[for=name]').textContent = 'Sign in as';
  }

  if (mustSignIn && memory.read('name', '') === '') {
    say('closed', 'Signed out');
    hint.textContent = 'Sign in with a name, above.';
    hint.dataset.signIn = 'true';
    nameInput.focus();
  } else {
    void client.connect();
  }

  now.addEventListener('click', () => client.connect());

  // Back on the network, or looked at again: no use in waiting on; and whatever was missed is asked for.
  const lookAgain = () => {
    if (document.visibilityState === 'visible') {
      const room = client.rooms.get(active);
      room.unread = 0;
      renderRooms();
      if (!mustSignIn || memory.read('name', '') !== '') {
        void (client.state === 'open' ? client.probe() : client.connect());
      }
    }
  };
  window.addEventListener('online', lookAgain);
  window.addEventListener('offline', () => client.probe()); // To this machine itself there may be a connection all the same.
  window.addEventListener('pageshow', lookAgain);
  document.addEventListener('visibilitychange', lookAgain);
}
