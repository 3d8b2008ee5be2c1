// What the browser keeps for the page. Private windows may keep nothing: then nothing is remembered.

import { randomId } from './ids.js';

function memoryIn(storage) {
  return {
    read(key, otherwise) {
      try {
        return JSON.parse(storage().getItem(`chat.${key}`)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    write(key, value) {
      try {
        storage().setItem(`chat.${key}`, JSON.stringify(value));
      } catch {
        // As said.
      }
    },
  };
}

/** Of this browser: name, rooms, and the secret by which several tabs are one person. */
export const memory = memoryIn(() => localStorage);

const ofTab = memoryIn(() => sessionStorage);

/** What is still to be sent, by room: it outlives a reload. By its ids it is sent once, also where a tab was duplicated. */
export const outbox = {
  read: () => Object.fromEntries(Object.entries(ofTab.read('outbox', {})).map(([room, all]) => [room, all.map(own => ({ ...own, at: new Date(own.at) }))])),
  write(rooms) {
    const waiting = [...rooms].filter(room => room.pending.length > 0).map(room => [room.name, room.pending]);
    if (waiting.length > 0 || Object.keys(ofTab.read('outbox', {})).length > 0) {
      ofTab.write('outbox', Object.fromEntries(waiting));
    }
  },
};

export function ownerSecret() {
  const known = memory.read('owner', undefined);
  if (known) {
    return known;
  }

  const made = randomId();
  memory.write('owner', made);
  return made;
}
