// The page: shows what arrives, sends what is typed, says how the connection is.

import { Connection } from './connection.js';
import { FRAME_LIMIT, complaintIn, sendMessage, sizeOf } from './frames.js';

const MOST_MESSAGES = 1_000;
const MOST_UNCONFIRMED = 100;
const NEAR_THE_END = 40;

const element = id => document.getElementById(id);
const [state, log, messages, empty, newest, form, hint, input, send] =
  ['state', 'log', 'messages', 'empty', 'newest', 'form', 'hint', 'message', 'send'].map(element);

// --- The list

const isAtTheEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;

function scrollToTheEnd() {
  log.scrollTop = log.scrollHeight;
  newest.hidden = true;
}

function show(text, kind = 'message') {
  const now = new Date();
  const follow = isAtTheEnd();

  const item = document.createElement('li');
  item.className = kind;
  const time = document.createElement('time');
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const content = document.createElement('span');
  content.className = 'text';
  content.textContent = text; // Never as HTML: it is somebody else's.
  item.append(time, content);
  messages.append(item);

  while (messages.childElementCount > MOST_MESSAGES) {
    messages.firstElementChild.remove();
  }

  empty.hidden = true;
  if (follow) {
    scrollToTheEnd();
  } else {
    newest.hidden = false;
  }
}

log.addEventListener('scroll', () => {
  if (isAtTheEnd()) {
    newest.hidden = true;
  }
});
newest.addEventListener('click', () => {
  scrollToTheEnd();
  input.focus();
});

// --- The connection

const given = new URLSearchParams(location.search).get('url');
const url = given ?? `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/demo`;
const connection = new Connection(url);

// Sent, and not come back yet: everybody gets every message, the sender too.
const unconfirmed = [];
let countdown;

function say(name, words, detail = '') {
  state.dataset.state = name;
  const seconds = document.createElement('span');
  seconds.ariaHidden = 'true'; // A countdown read aloud each second would drown everything else.
  seconds.textContent = detail;
  if (state.firstChild?.nodeValue === words) {
    state.lastChild.replaceWith(seconds);
  } else {
    state.replaceChildren(words, seconds);
  }
}

function sayWaiting() {
  const seconds = Math.max(1, Math.ceil((connection.retryAt - Date.now()) / 1_000));
  say('waiting', 'Reconnecting', ` in ${seconds} s`);
}

connection.addEventListener('state', () => {
  clearInterval(countdown);
  send.disabled = connection.state !== 'open';
  hint.textContent = problemWith(sendMessage(input.value));
  switch (connection.state) {
    case 'connecting':
      say('connecting', 'Connecting');
      break;
    case 'open':
      say('open', 'Connected');
      break;
    case 'waiting':
      for (const text of unconfirmed.splice(0)) {
        show(`The connection closed before this came back, so it may not have reached anybody: ${text}`, 'error');
      }

      sayWaiting();
      countdown = setInterval(sayWaiting, 1_000);
      break;
  }
});

connection.addEventListener('text', ({ detail: frame }) => {
  const complaint = complaintIn(frame);
  if (complaint !== undefined) {
    show(complaint, 'error');
    return;
  }

  const own = unconfirmed.indexOf(frame);
  if (own >= 0) {
    unconfirmed.splice(own, 1);
  }

  show(frame);
});

// --- Sending. One can always type: only sending waits for the connection.

function problemWith(frame) {
  const over = sizeOf(frame) - FRAME_LIMIT;
  return over > 0 ? `Too long by ${over.toLocaleString()} bytes: a message may have ${FRAME_LIMIT / 1024} KB in all.` : '';
}

input.addEventListener('input', () => {
  hint.textContent = problemWith(sendMessage(input.value));
});

form.addEventListener('submit', event => {
  event.preventDefault();
  const text = input.value;
  if (text === '') {
    return;
  }

  const frame = sendMessage(text);
  hint.textContent = problemWith(frame);
  if (hint.textContent !== '') {
    return;
  }

  if (!connection.send(frame)) {
    hint.textContent = 'Not connected. Your message stays here; send it once the connection is back.';
    return;
  }

  unconfirmed.push(text);
  unconfirmed.splice(0, unconfirmed.length - MOST_UNCONFIRMED); // Whoever never echoes doesn't fill the memory.
  input.value = '';
});

// A disabled submit button keeps Enter from submitting: say why instead of doing nothing.
input.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.isComposing && send.disabled && input.value !== '') {
    hint.textContent = 'Not connected. Your message stays here; send it once the connection is back.';
  }
});

// --- Start

try {
  // A browser takes anything else for a path on this host, and would ask there for ever.
  if (!/^wss?:\/\//i.test(url)) {
    throw new SyntaxError(url);
  }

  connection.connect();

  // Back on the network, or looked at again: no use in waiting on.
  const connect = () => connection.connect();
  window.addEventListener('online', connect);
  window.addEventListener('pageshow', connect);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      connect();
    }
  });
} catch {
  say('closed', 'Closed');
  show(`“${url}” is no address that this page can connect to: it should look like wss://….amazonaws.com/demo.`, 'error');
}
