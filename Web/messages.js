// How a message looks. Texts never become HTML: they are somebody else's.

const LINK = /https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}]/g;

const timeFormat = { hour: 'numeric', minute: '2-digit' };

/** A hue for a name, the same everywhere. */
export function hueOf(name) {
  let hash = 0;
  for (const letter of name.toLowerCase()) {
    hash = (hash * 31 + letter.codePointAt(0)) % 360;
  }

  return hash;
}

function withLinks(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = document.createElement('a');
    link.href = match[0];
    link.textContent = match[0];
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    parts.push(text.slice(from, match.index), link);
    from = match.index + match[0].length;
  }

  return [...parts, text.slice(from)];
}

function line(name, text, at, isOwn) {
  const item = document.createElement('li');
  item.at = at;
  item.author = name;
  item.classList.toggle('own', isOwn);
  const time = document.createElement('time');
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleTimeString([], timeFormat);
  time.title = at.toLocaleString();
  const author = document.createElement('span');
  author.className = 'author';
  author.textContent = author.title = name;
  author.dir = 'auto';
  author.style.setProperty('--hue', hueOf(name));
  const content = document.createElement('span');
  content.className = 'text';
  content.dir = 'auto';
  content.append(...withLinks(text));
  item.append(author, time, content);
  return item;
}

/** A message that has its place. */
export function committed(message, isOwn) {
  const item = line(message.name, message.text, new Date(message.sentAt), isOwn);
  if (message.cutFrom != null) {
    const note = document.createElement('span');
    note.className = 'note';
    note.textContent = `The text goes on: it has ${message.cutFrom.toLocaleString()} bytes.`;
    item.append(note);
  }

  return item;
}

/** One's own that is on its way, or isn't any more. */
export function pending(own, name, onRetry) {
  const item = line(name, own.text, own.at, true);
  item.classList.add(own.state);
  const note = document.createElement('span');
  note.className = 'note';
  item.append(note);
  if (own.state === 'failed') {
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.textContent = 'Try again';
    retry.addEventListener('click', onRetry);
    note.append(`Not sent: ${own.reason} `, retry);
  }

  return item;
}

/** Says of one that is on its way what it waits for. */
export function sayWaiting(item, isOpen) {
  const note = item.querySelector('.note');
  const words = isOpen ? 'Sending …' : 'Goes out when the connection is back';
  if (note.textContent !== words) {
    note.textContent = words;
  }
}
