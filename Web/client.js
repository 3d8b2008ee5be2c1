// The chat's hub, as the page uses it: rooms that come back by themselves, and messages that arrive once, in order, or say that they didn't.

import { Room } from './room.js';

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

// Each ping is a message, and API Gateway ends a connection that is idle for ten minutes. A hidden tab's timers run once a minute: far enough apart.
const KEEP_ALIVE = 5 * 60_000;
const SERVER_TIMEOUT = 11 * 60_000;

// API Gateway ends every connection after two hours: better at a moment of one's own.
const LONGEST_CONNECTION = 110 * 60_000;

// How often a page that is looked at asks whether it has everything, and who is there.
const SYNC_EVERY = 60_000;

// A call that isn't answered by then is lost with its connection.
const CALL_LIMIT = 30_000;

// Who leaves and comes back, in a reload say, is told of by two functions, and the later one may be heard first.
const UNSURE_FOR = 10_000;
const ASK_AFTER = 1_000;

const TYPING_EVERY = 3_000;
const TYPING_LASTS = 5_000;

/** What a text may have in bytes: the hub's own limit. */
export const LONGEST_TEXT = 16 * 1024;

/** A browser sends a message as one WebSocket frame, and API Gateway closes the connection over a longer one (1009). */
const LONGEST_FRAME = 32 * 1024;

const sizeOf = text => new TextEncoder().encode(text).length;

/** Why a text can't be sent, or an empty text. */
export function problemWith(room, text) {
  const over = Math.max(sizeOf(text) - LONGEST_TEXT, sizeOf(JSON.stringify({ room, text })) + 200 - LONGEST_FRAME);
  return over > 0 ? `Too long by ${over.toLocaleString()} bytes.` : '';
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Events: 'state' whenever `state` changes; 'room' with the room in `detail` when something in it did; 'message' with { room, message } for each that is new.
 * States: 'connecting', 'open', 'waiting' (until `retryAt`, in milliseconds since the epoch).
 */
export class ChatClient extends EventTarget {
  state = 'connecting';
  retryAt = 0;
  name = '';
  rooms = new Map();

  #signalR;
  #url;
  #wanted;
  #owner;
  #token;
  #connection;
  #failures = 0;
  #retry;
  #renewal;
  #openedAt = 0;
  #lastTyping = 0;
  #catchingUp = new Map();

  /** `token(name)`, if any, gives a new token for whoever is called so: each connection asks for its own. */
  constructor({ signalR, url, name, owner, rooms, token }) {
    super();
    this.#signalR = signalR;
    this.#url = url;
    this.#wanted = name;
    this.#owner = owner;
    this.#token = token;
    for (const room of rooms) {
      this.rooms.set(room, new Room(room));
    }

    setInterval(() => this.sync(), SYNC_EVERY);
  }

  /** Connects now, unless that is already so or under way. */
  async connect() {
    clearTimeout(this.#retry);
    if (this.#connection?.state === 'Reconnecting') {
      await this.#connection.stop(); // Its own waiting can't be cut short.
    } else if (this.#connection && this.#connection.state !== 'Disconnected') {
      return;
    }

    const connection = this.#connection = this.#build();
    this.#become('connecting');
    try {
      await connection.start();
      await this.#enter(connection);
    } catch (error) {
      if (connection.state === 'Disconnected') {
        if (this.#token) {
          // A browser doesn't say whether it was refused: the token, or the network.
          this.dispatchEvent(new CustomEvent('refused', { detail: { reason: error.isSignIn ? error.message : 'Not let in: the sign-in isn’t taken, or the chat is out of reach.' } }));
        }

        this.#wait();
      } else {
        await connection.stop(); // Open, and not in its rooms: its end has it tried again.
      }
    }
  }

  /** Another name, and so another connection. */
  async rename(name) {
    this.#wanted = name;
    for (const room of this.rooms.values()) {
      await this.#call('Leave', room.name).catch(() => {});
    }

    await this.#reconnect();
  }

  async join(name) {
    if (!this.rooms.has(name)) {
      const room = new Room(name);
      this.rooms.set(name, room);
      this.#changed(room);
      if (this.state === 'open') {
        try {
          await this.#join(this.#connection, room);
        } catch (error) {
          this.rooms.delete(name);
          throw error;
        }
      }
    }
  }

  async leave(name) {
    this.rooms.delete(name);
    await this.#call('Leave', name).catch(() => {});
  }

  /** Shows a message at once, and sends it, now or when the connection is back. */
  send(roomName, text) {
    const room = this.rooms.get(roomName);
    const own = { id: newId(), text, state: 'pending', at: new Date() };
    room.pending.push(own);
    this.#changed(room);
    void this.#deliver(room, own);
  }

  retry(roomName, id) {
    const room = this.rooms.get(roomName);
    const own = room.pending.find(message => message.id === id);
    if (own) {
      own.state = 'pending';
      this.#changed(room);
      void this.#deliver(room, own);
    }
  }

  /** Messages ahead of the first one that one has. */
  async earlier(roomName) {
    const room = this.rooms.get(roomName);
    if (room.hasEarlier && this.state === 'open') {
      const page = await this.#call('History', roomName, room.first ?? null, 50);
      page.messages.forEach(message => room.add(message));
      room.hasEarlier = page.hasMore;
      this.#changed(room);
    }
  }

  typing(roomName) {
    const now = Date.now();
    if (this.state === 'open' && now - this.#lastTyping > TYPING_EVERY) {
      this.#lastTyping = now;
      this.#connection.send('Typing', roomName).catch(() => {});
    }
  }

  /** Asks whether one has everything, and who is there; a connection that doesn't answer is a lost one. */
  async sync() {
    if (this.state !== 'open' || document.visibilityState !== 'visible') {
      return;
    }

    if (Date.now() - this.#openedAt > LONGEST_CONNECTION) {
      await this.#reconnect();
      return;
    }

    try {
      for (const room of this.rooms.values()) {
        await this.#ask(room);
      }
    } catch (error) {
      if (error.isLost) {
        await this.#reconnect();
      }
    }
  }

  async #ask(room) {
    const { members, hasMoreMembers, last } = await this.#call('Who', room.name);
    room.members = members;
    room.hasMoreMembers = hasMoreMembers;
    if (room.isBehind(last)) {
      await this.#catchUp(room);
    }

    this.#changed(room);
  }

  #build() {
    const url = new URL(this.#url.replace(/^ws/, 'http'));
    url.searchParams.set('hub', 'chat');
    url.searchParams.set('client', this.#owner);
    if (this.#wanted) {
      url.searchParams.set('name', this.#wanted);
    }

    const { HubConnectionBuilder, HttpTransportType, LogLevel } = this.#signalR;
    const connection = new HubConnectionBuilder()
      .withUrl(url.href, {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
        ...this.#token && { accessTokenFactory: () => this.#token(this.#wanted) },
      })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => this.#delay(previousRetryCount) })
      .configureLogging(LogLevel.None)
      .build();
    connection.keepAliveIntervalInMilliseconds = KEEP_ALIVE;
    connection.serverTimeoutInMilliseconds = SERVER_TIMEOUT;
    connection.on('message', (room, message) => this.#heard(room, message));
    connection.on('joined', (room, name) => this.#present(room, name, true));
    connection.on('left', (room, name) => this.#present(room, name, false));
    connection.on('typing', (room, name) => this.#isTyping(room, name));
    connection.onreconnecting(() => this.#become('waiting'));
    connection.onreconnected(() => this.#enter(connection).catch(() => connection.stop()));
    connection.onclose(() => {
      if (connection === this.#connection) {
        this.#wait();
      }
    });
    return connection;
  }

  // Every room again, with what one has of it; then what waited to be sent.
  async #enter(connection) {
    for (const room of this.rooms.values()) {
      try {
        await this.#join(connection, room);
      } catch (error) {
        if (error.isLost) {
          throw error;
        }

        this.dispatchEvent(new CustomEvent('refused', { detail: { room, reason: error.message } }));
      }
    }

    this.#failures = 0;
    this.#openedAt = Date.now();
    this.#become('open');
    for (const room of this.rooms.values()) {
      for (const own of room.pending.filter(message => message.state === 'pending')) {
        void this.#deliver(room, own);
      }
    }
  }

  async #join(connection, room) {
    const isFirst = room.last === undefined;
    let answer = await this.#callOn(connection, 'Join', room.name, room.last ?? null);
    if (answer.hasGap) {
      room.restart();
      answer = await this.#callOn(connection, 'Join', room.name, null);
    }

    this.name = answer.name;
    room.members = answer.members;
    room.hasMoreMembers = answer.hasMoreMembers;
    room.hasEarlier ||= isFirst || answer.hasGap ? answer.messages.length > 0 : false;
    for (;;) {
      answer.messages.forEach(message => this.#take(room, message, { isNews: !isFirst }));
      if (!answer.hasMore) {
        break;
      }

      answer = await this.#callOn(connection, 'Join', room.name, room.last);
    }

    this.#changed(room);
  }

  async #catchUp(room) {
    // One at a time for a room: what is heard meanwhile is in its answer, or heard again.
    if (!this.#catchingUp.has(room)) {
      this.#catchingUp.set(room, this.#join(this.#connection, room).finally(() => this.#catchingUp.delete(room)));
    }

    await this.#catchingUp.get(room);
  }

  #heard(roomName, message) {
    const room = this.rooms.get(roomName);
    if (!room) {
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

  #present(roomName, name, isThere) {
    const room = this.rooms.get(roomName);
    if (room) {
      const others = room.members.filter(member => member !== name);
      room.members = isThere ? [...others, name].sort((a, b) => a.localeCompare(b)) : others;
      room.typing.delete(name);
      this.#changed(room);
      if (Date.now() - (room.changedAt.get(name) ?? 0) < UNSURE_FOR) {
        clearTimeout(room.asking);
        room.asking = setTimeout(() => this.#ask(room).catch(() => {}), ASK_AFTER);
      }

      room.changedAt.set(name, Date.now());
    }
  }

  #isTyping(roomName, name) {
    const room = this.rooms.get(roomName);
    if (room) {
      room.typing.set(name, Date.now() + TYPING_LASTS);
      this.#changed(room);
      setTimeout(() => this.#changed(room), TYPING_LASTS + 50);
    }
  }

  async #deliver(room, own) {
    if (this.state !== 'open') {
      return; // It goes out with what waits, when the connection is back.
    }

    try {
      const { epoch, sequence } = await this.#call('Send', room.name, own.id, own.text);
      const message = { epoch, sequence, id: own.id, name: this.name, text: own.text, sentAt: new Date().toISOString(), cutFrom: null };
      if (room.leavesGap(message)) {
        await this.#catchUp(room);
      } else {
        this.#take(room, message, { isNews: false });
      }
    } catch (error) {
      if (!error.isLost) {
        own.state = 'failed';
        own.reason = error.message;
      } else if (this.state === 'open') {
        // Nobody knows whether it got there: asked again by the same id, the hub does.
        void this.#reconnect();
      }
    }

    this.#changed(room);
  }

  #call(method, ...args) {
    return this.#callOn(this.#connection, method, ...args);
  }

  async #callOn(connection, method, ...args) {
    let limit;
    const late = new Promise((_, reject) => {
      limit = setTimeout(() => reject(Object.assign(new Error('No answer.'), { isLost: true })), CALL_LIMIT);
    });
    try {
      return await Promise.race([connection.invoke(method, ...args), late]);
    } catch (error) {
      const reason = /HubException: (.*)$/s.exec(error.message ?? '')?.[1];
      throw reason === undefined ? Object.assign(error, { isLost: true }) : Object.assign(new Error(reason), { isLost: false });
    } finally {
      clearTimeout(limit);
    }
  }

  async #reconnect() {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.stop();
    await this.connect();
  }

  // Twice as long after each failure, and somewhere in the upper half of it: a server that comes back isn't met by everybody at once.
  #delay(failures) {
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + delay;
    this.#become('waiting');
    return delay;
  }

  #wait() {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), this.#delay(this.#failures++));
  }

  #changed(room) {
    this.dispatchEvent(new CustomEvent('room', { detail: room }));
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
