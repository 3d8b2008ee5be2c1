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

export function showRooms(all, active, { look, leave }) {
  const focused = rooms.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  rooms.replaceChildren(...all.map(room => {
    const item = document.createElement('li');
    const open = button('open', '', () => look(room.name));
    open.dataset.key = `open ${room.name}`;
    const name = document.createElement('span');
    name.textContent = name.title = room.name;
    open.append(name);
    if (room.name === active) {
      open.ariaCurrent = 'page';
    }

    if (room.unread > 0) {
      const unread = document.createElement('span');
      unread.className = 'unread';
      unread.textContent = room.unread > 99 ? '99+' : room.unread;
      unread.role = 'img';
      unread.ariaLabel = `${room.unread} unread`;
      open.append(unread);
    }

    item.append(open);
    if (room.name !== 'lobby') {
      const out = button('leave', '×', () => leave(room.name));
      out.dataset.key = `leave ${room.name}`;
      out.ariaLabel = `Leave ${room.name}`;
      item.append(out);
    }

    return item;
  }));
  if (focused) {
    [...rooms.querySelectorAll('button')].find(made => made.dataset.key === focused)?.focus();
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
