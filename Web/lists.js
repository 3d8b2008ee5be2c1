// Beside the messages: the rooms one is in, who is here, who is typing.

import { hueOf } from './messages.js';

const [rooms, members, here, typing] = ['rooms', 'members', 'here', 'typing'].map(id => document.getElementById(id));

function button(className, words, onClick) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.textContent = words;
  made.addEventListener('click', onClick);
  return made;
}

// By name: what stays on the page is not made anew, for a click is lost whose button goes while it is pressed.
const items = new Map();

function roomItem(name, { look, leave }) {
  const item = document.createElement('li');
  const open = button('open', '', () => look(name));
  const words = document.createElement('span');
  words.textContent = words.title = name;
  const unread = document.createElement('span');
  unread.className = 'unread';
  unread.role = 'img';
  open.append(words, unread);
  item.append(open);
  if (name !== 'lobby') {
    const out = button('leave', '×', () => leave(name));
    out.ariaLabel = `Leave ${name}`;
    item.append(out);
  }

  rooms.append(item);
  return { item, open, unread };
}

export function showRooms(all, active, actions) {
  for (const [name, { item }] of items) {
    if (!all.some(room => room.name === name)) {
      item.remove();
      items.delete(name);
    }
  }

  for (const room of all) {
    if (!items.has(room.name)) {
      items.set(room.name, roomItem(room.name, actions));
    }

    const { open, unread } = items.get(room.name);
    open.ariaCurrent = room.name === active ? 'page' : null;
    unread.hidden = room.unread === 0;
    unread.textContent = room.unread === 0 ? '' : room.unread > 99 ? '99+' : room.unread;
    unread.ariaLabel = `${room.unread} unread`;
  }
}

export function showMembers(room, own) {
  members.replaceChildren(...room.members.map(name => {
    const item = document.createElement('li');
    item.textContent = name;
    item.dir = 'auto';
    item.style.setProperty('--hue', hueOf(name));
    item.classList.toggle('self', name === own);
    return item;
  }));
  here.textContent = `${room.members.length}${room.hasMoreMembers ? '+' : ''} here`;
  if (room.hasMoreMembers) {
    const more = document.createElement('li');
    more.className = 'more';
    more.textContent = 'and more, in no order';
    members.append(more);
  }
}

// A name may be written from right to left: what stands behind it may not.
function isolated(name) {
  const made = document.createElement('bdi');
  made.textContent = name;
  return made;
}

export function showTyping(room) {
  const names = [...room.typing].filter(([, until]) => until > Date.now()).map(([name]) => isolated(name));
  const words = names.length === 0 ? [] : names.length === 1 ? [names[0], ' is typing …'] : names.length === 2
    ? [names[0], ' and ', names[1], ' are typing …'] : ['Several people are typing …'];
  if (typing.textContent !== words.map(word => word.textContent ?? word).join('')) {
    typing.replaceChildren(...words);
  }
}
