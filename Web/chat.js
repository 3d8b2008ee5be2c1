// The page: one room is looked at, all are listened to.

import { ChatClient, problemWith } from './client.js';
import { committed, hueOf, pending } from './messages.js';

const NEAR_THE_END = 40;
const NEAR_THE_BEGINNING = 80;
const MOST_SHOWN = 2_000;

const element = id => document.getElementById(id);
const [state, now, log, messages, empty, newest, form, hint, input, send, rooms, members, typing, naming, nameInput, joining, roomInput] =
  ['state', 'now', 'log', 'messages', 'empty', 'newest', 'form', 'hint', 'message', 'send', 'rooms', 'members', 'typing', 'naming', 'name', 'joining', 'room']
    .map(element);

// Private windows may have no storage: then nothing is remembered.
const memory = {
  read(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`chat.${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(`chat.${key}`, JSON.stringify(value));
    } catch {
      // As said.
    }
  },
};

function ownerSecret() {
  const known = memory.read('owner', undefined);
  if (known) {
    return known;
  }

  const made = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  memory.write('owner', made);
  return made;
}

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

const isAtTheEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;

function scrollToTheEnd() {
  log.scrollTop = log.scrollHeight;
  newest.hidden = true;
}

// Keyed by position or id, so that what stays on the page is not made anew: selections live on, and a screen reader hears what is new alone.
const shown = new Map();

function render(room) {
  if (room.name !== active) {
    renderRooms();
    return;
  }

  const follow = isAtTheEnd();
  const heightBelow = log.scrollHeight - log.scrollTop;
  const wanted = new Map();
  for (const message of room.messages.slice(-MOST_SHOWN)) {
    const key = `${message.epoch}/${message.sequence}`;
    wanted.set(key, shown.get(key) ?? committed(message, message.name === client.name));
  }

  for (const own of room.pending) {
    const key = `${own.id}/${own.state}`;
    wanted.set(key, shown.get(key) ?? pending(own, client.name || 'you', () => client.retry(room.name, own.id)));
  }

  let added = 0;
  let at = messages.firstChild;
  for (const [key, item] of wanted) {
    if (item === at) {
      at = at.nextSibling;
    } else {
      messages.insertBefore(item, at);
      added += shown.has(key) ? 0 : 1;
    }
  }

  for (const [key, item] of shown) {
    if (!wanted.has(key)) {
      item.remove();
    }
  }

  const grewAtTheEnd = [...wanted.keys()].at(-1) !== [...shown.keys()].at(-1);
  shown.clear();
  wanted.forEach((item, key) => shown.set(key, item));
  empty.hidden = wanted.size > 0;
  if (follow) {
    scrollToTheEnd();
  } else if (grewAtTheEnd && added > 0) {
    newest.hidden = false;
  } else {
    log.scrollTop = log.scrollHeight - heightBelow; // What came in above must not move what is being read.
  }

  renderMembers(room);
  renderTyping(room);
  renderRooms();
}

function renderMembers(room) {
  members.replaceChildren(...room.members.map(name => {
    const item = document.createElement('li');
    item.textContent = name;
    item.dir = 'auto';
    item.style.setProperty('--hue', hueOf(name));
    item.classList.toggle('self', name === client.name);
    return item;
  }));
  if (room.hasMoreMembers) {
    const more = document.createElement('li');
    more.textContent = '… and more';
    members.append(more);
  }
}

function renderTyping(room) {
  const names = [...room.typing].filter(([, until]) => until > Date.now()).map(([name]) => name);
  typing.textContent = names.length === 0 ? '' : names.length === 1 ? `${names[0]} is typing …` : names.length === 2
    ? `${names[0]} and ${names[1]} are typing …` : 'Several people are typing …';
}

function renderRooms() {
  const all = [...client.rooms.values()];
  rooms.replaceChildren(...all.map(room => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = room.name;
    if (room.name === active) {
      button.ariaCurrent = 'page';
    }

    if (room.unread > 0) {
      const unread = document.createElement('span');
      unread.className = 'unread';
      unread.textContent = room.unread > 99 ? '99+' : room.unread;
      unread.ariaLabel = `${room.unread} unread`;
      button.append(unread);
    }

    button.addEventListener('click', () => look(room.name));
    item.append(button);
    if (room.name !== 'lobby') {
      const leave = document.createElement('button');
      leave.type = 'button';
      leave.className = 'leave';
      leave.textContent = '×';
      leave.ariaLabel = `Leave ${room.name}`;
      leave.addEventListener('click', () => leaveRoom(room.name));
      item.append(leave);
    }

    return item;
  }));
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
  shown.clear();
  messages.replaceChildren();
  render(room);
  scrollToTheEnd();
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

log.addEventListener('scroll', () => {
  if (isAtTheEnd()) {
    newest.hidden = true;
  }

  if (log.scrollTop < NEAR_THE_BEGINNING) {
    client.earlier(active).catch(() => {}); // Scrolling again asks again.
  }
});
newest.addEventListener('click', () => {
  scrollToTheEnd();
  input.focus();
});

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
      const sayWaiting = () => say('waiting', 'Reconnecting', ` in ${Math.max(1, Math.ceil((client.retryAt - Date.now()) / 1_000))} s`);
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
  scrollToTheEnd();
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
if (globalThis.signalR === undefined) {
  say('closed', 'Closed');
  hint.textContent = 'vendor/signalr.min.js is missing: the build of the AppHost puts it there.';
} else if (/^wss?:\/\//i.test(url)) {
  client = new ChatClient({
    signalR: globalThis.signalR,
    url,
    name: memory.read('name', ''),
    owner: ownerSecret(),
    rooms: [...new Set(['lobby', ...memory.read('rooms', []), active])],
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
  renderRooms();
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
  const look = () => {
    if (document.visibilityState === 'visible') {
      const room = client.rooms.get(active);
      room.unread = 0;
      renderRooms();
      if (!mustSignIn || memory.read('name', '') !== '') {
        void (client.state === 'open' ? client.sync() : client.connect());
      }
    }
  };
  window.addEventListener('online', look);
  window.addEventListener('pageshow', look);
  document.addEventListener('visibilitychange', look);
} else {
  say('closed', 'Closed');
  send.disabled = true;
  hint.textContent = `“${url}” is no address that this page can connect to: it should look like wss://….amazonaws.com/demo.`;
}
