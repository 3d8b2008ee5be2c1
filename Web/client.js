// The chat's hub, as the page uses it: rooms that are entered again by each connection, and messages that arrive once, in order, or say that they didn't.

import { CALL_LIMIT, Connection } from './connection.js';
import { Presence } from './presence.js';
import { Room } from './room.js';
import { Sending } from './sending.js';

// How often a page that is looked at asks whether it has everything, and who is there.
const SYNC_EVERY = 60_000;

// A connection of which nobody knows whether it still is one is given less time.
const PROBE_LIMIT = 5_000;

const TYPING_EVERY = 3_000;

// The hub's words for whoever isn't in the room, and may not know it: another connection's end may have taken him out, say.
const isOutside = error => error.isRefused && /^Join '.*' first\.$/.test(error.message);

/**
 * Events: 'state' whenever `state` changes (as a Connection's); 'room' with the room in `detail` when something in it did; 'message' with { room, message } for
 * each that is new; 'refused' with { room, reason }.
 */
export class ChatClient extends EventTarget {
  name = '';
  rooms = new Map();

  #connection;
  #sending;
  #wanted;
  #lastTyping = 0;
  #catchingUp = new Map();

  /**
   * @param token gives, if it is there, a new token for a name.
   * @param pending by a room's name, what was still to be sent when the page was left.
   */
  constructor({ signalR, url, name, owner, rooms, token, pending = {} }) {
    super();
    this.#wanted = name;
    for (const room of rooms) {
      this.rooms.set(room, new Room(room, pending[room]));
    }

    const presence = new Presence({
      ask: room => this.#ask(room, CALL_LIMIT).catch(() => {}),
      changed: room => this.#changed(room),
    });
    const inRoom = act => (roomName, ...args) => this.rooms.has(roomName) && act(this.rooms.get(roomName), ...args);
    this.#connection = new Connection({
      signalR,
      address: () => this.#address(url, owner),
      token: token && (() => token(this.#wanted)),
      handlers: {
        message: (room, message) => this.#heard(room, message),
        joined: inRoom((room, name) => presence.told(room, name, true)),
        left: inRoom((room, name) => presence.told(room, name, false)),
        typing: inRoom((room, name) => presence.isTyping(room, name)),
      },
      enter: call => this.#enter(call),
    });
    this.#sending = new Sending({
      isOpen: () => this.state === 'open',
      send: (room, own) => this.#send(room, own),
      replace: error => this.#connection.replace(error),
      changed: room => this.#changed(room),
    });
    this.#connection.addEventListener('state', () => this.#stateChanged());
    this.#connection.addEventListener('refused', ({ detail }) => this.dispatchEvent(new CustomEvent('refused', { detail })));

    setInterval(() => this.#tick(), SYNC_EVERY);
  }

  get state() {
    return this.#connection.state;
  }

  get retryAt() {
    return this.#connection.retryAt;
  }

  connect() {
    return this.#connection.connect();
  }

  /** Another name, and so another connection. */
  async rename(name) {
    this.#wanted = name;
    for (const room of this.rooms.values()) {
      await this.#connection.call('Leave', room.name).catch(() => {});
    }

    if (name === '') {
      this.name = ''; // The hub gives another one.
    }

    await this.#connection.reconnect();
  }

  async join(name) {
    if (!this.rooms.has(name)) {
      const room = new Room(name);
      this.rooms.set(name, room);
      this.#changed(room);
      if (this.state === 'open') {
        try {
          await this.#join(room);
        } catch (error) {
          this.rooms.delete(name);
          throw error;
        }
      }
    }
  }

  async leave(name) {
    this.rooms.delete(name);
    await this.#connection.call('Leave', name).catch(() => {});
  }

  /** Shows a message at once, and sends it, now or when the connection is back. */
  send(roomName, text) {
    this.#sending.add(this.rooms.get(roomName), text);
  }

  retry(roomName, id) {
    this.#sending.retry(this.rooms.get(roomName), id);
  }

  /** Messages ahead of the first one that one has. */
  async earlier(roomName) {
    const room = this.rooms.get(roomName);
    if (!room.hasEarlier || room.isReadingEarlier || this.state !== 'open') {
      return;
    }

    room.isReadingEarlier = true;
    try {
      const page = await this.#within(room, () => this.#connection.call('History', roomName, room.first ?? null, 50));
      page.messages.forEach(message => room.add(message));
      room.hasEarlier = page.hasMore;
    } finally {
      room.isReadingEarlier = false;
    }

    this.#changed(room);
  }

  typing(roomName) {
    const now = Date.now();
    if (this.state === 'open' && now - this.#lastTyping > TYPING_EVERY && !this.rooms.get(roomName).hasMoreMembers) {
      this.#lastTyping = now;
      this.#connection.tell('Typing', roomName);
    }
  }

  /** Whether there still is a connection, after a sleep say; and whatever was missed. */
  probe() {
    return this.#sync(PROBE_LIMIT);
  }

  // Asks whether one has everything, and who is there; a connection that doesn't answer in time is a lost one.
  async #sync(limit) {
    for (const room of this.rooms.values()) {
      if (this.state !== 'open') {
        return;
      }

      try {
        await (room.isEntered ? this.#ask(room, limit) : this.#join(room)); // In where it was refused before, by a name that is free now say.
      } catch (error) {
        if (error.isLost) {
          await this.#connection.replace(error);
          return;
        }
      }
    }
  }

  // A tab that nobody looks at asks nothing, but its connection is renewed too: else it would be cut, and be without one until a timer may run again.
  async #tick() {
    await this.#connection.renew();
    if (document.visibilityState === 'visible') {
      await this.#sync(CALL_LIMIT);
    }
  }

  async #ask(room, limit) {
    const { members, hasMoreMembers, last } = await this.#within(room, () => this.#connection.callWithin(limit, 'Who', room.name));
    room.members = members;
    room.hasMoreMembers = hasMoreMembers;
    if (room.isBehind(last)) {
      await this.#catchUp(room);
    }

    this.#changed(room);
  }

  #address(base, owner) {
    const url = new URL(base.replace(/^ws/, 'http'));
    url.searchParams.set('hub', 'chat');
    url.searchParams.set('client', owner);
    const name = this.#wanted || this.name; // Who chose none keeps the one that the hub gave him.
    if (name) {
      url.searchParams.set('name', name);
    }

    return url.href;
  }

  #stateChanged() {
    this.dispatchEvent(new Event('state'));
    for (const room of this.rooms.values()) {
      if (room.pending.length > 0) {
        this.#changed(room);
        void this.#sending.deliver(room);
      }
    }
  }

  // Every room again, with what one has of it.
  async #enter(call) {
    for (const room of this.rooms.values()) {
      try {
        await this.#join(room, call);
      } catch (error) {
        if (!error.isRefused) {
          throw error;
        }

        room.isEntered = false;
        this.dispatchEvent(new CustomEvent('refused', { detail: { room, reason: error.message } }));
      }
    }
  }

  async #join(room, call = (...args) => this.#connection.call(...args)) {
    const isNews = room.isKnown;
    let isNewest = room.last === undefined;
    let answer = await call('Join', room.name, room.last ?? null);
    if (answer.hasGap) {
      room.restart();
      isNewest = true;
      answer = await call('Join', room.name, null);
    }

    this.name = answer.name;
    room.isEntered = room.isKnown = true;
    room.members = answer.members;
    room.hasMoreMembers = answer.hasMoreMembers;
    room.hasEarlier ||= isNewest && answer.messages.length > 0;
    for (;;) {
      answer.messages.forEach(message => this.#take(room, message, { isNews }));
      if (!answer.hasMore) {
        break;
      }

      answer = await call('Join', room.name, room.last);
    }

    this.#changed(room);
  }

  // A call that only those in the room may make: whoever isn't in it any more goes back, and calls again.
  async #within(room, call) {
    try {
      return await call();
    } catch (error) {
      if (!isOutside(error) || this.rooms.get(room.name) !== room) {
        throw error;
      }

      room.isEntered = false;
      await this.#join(room);
      return await call();
    }
  }

  async #send(room, { id, text }) {
    const { epoch, sequence } = await this.#within(room, () => this.#connection.call('Send', room.name, id, text));
    const message = { epoch, sequence, id, name: this.name, text, sentAt: new Date().toISOString(), cutFrom: null };
    if (room.leavesGap(message)) {
      await this.#catchUp(room);
    } else {
      this.#take(room, message, { isNews: false });
    }
  }

  async #catchUp(room) {
    // One at a time for a room: what is heard meanwhile is in its answer, or heard again.
    if (!this.#catchingUp.has(room)) {
      this.#catchingUp.set(room, this.#join(room).finally(() => this.#catchingUp.delete(room)));
    }

    await this.#catchingUp.get(room);
  }

  #heard(roomName, message) {
    const room = this.rooms.get(roomName);
    if (!room) {
      this.#connection.tell('Leave', roomName); // Left while a connection was being renewed, say.
      return;
    }

    room.typing.delete(message.name);
    if (room.leavesGap(message)) {
      // What is missing comes first; this one is among it.
      this.#catchUp(room).catch(() => {});
      return;
    }

    this.#take(room, message, { isNews: true });
    this.#changed(room);
  }

  #take(room, message, { isNews }) {
    if (room.add(message) && isNews) {
      this.dispatchEvent(new CustomEvent('message', { detail: { room, message } }));
    }
  }

  #changed(room) {
    this.dispatchEvent(new CustomEvent('room', { detail: room }));
  }
}
