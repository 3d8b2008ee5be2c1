// A connection that comes back: by SignalR's own reconnecting, by starting anew where that gives up, and by another one before API Gateway ends it.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

// Each ping is a message, and API Gateway ends a connection that is idle for ten minutes. A hidden tab's timers run once a minute: far enough apart.
const KEEP_ALIVE = 5 * 60_000;
const SERVER_TIMEOUT = 11 * 60_000;

// API Gateway ends every connection after two hours: better at a moment of one's own, and not at the same one in all pages that a server's start brought back.
const SHORTEST_LIFE = 95 * 60_000;
const LONGEST_LIFE = 110 * 60_000;

// What isn't answered by then is lost: the attempt to connect, or a call with its connection.
const START_LIMIT = 30_000;
export const CALL_LIMIT = 30_000;

const refusalIn = error => /HubException: (.*)$/s.exec(error.message ?? '')?.[1];

/** Rejects with a lost call's error where a promise takes longer. */
async function within(limit, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer.')), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Events: 'state' whenever `state` changes; 'refused' with { reason } in `detail` when an attempt failed that may not have been let in.
 * States: 'connecting', 'open', 'waiting' (until `retryAt`, in milliseconds since the epoch).
 */
export class Connection extends EventTarget {
  state = 'connecting';
  retryAt = 0;

  #signalR;
  #address;
  #token;
  #handlers;
  #enter;
  #current;
  #failures = 0;
  #retry;
  #renewAt = 0;
  #isRenewing = false;
  #calls = new Set();

  /**
   * @param address gives the URL, anew for each connection.
   * @param token gives a token, if there are any: each connection asks for its own.
   * @param handlers by the name of what the hub calls.
   * @param enter is given a `call(method, ...args)` before a connection counts as open, and rejects where that isn't to be.
   */
  constructor({ signalR, address, token, handlers, enter }) {
    super();
    this.#signalR = signalR;
    this.#address = address;
    this.#token = token;
    this.#handlers = handlers;
    this.#enter = enter;
  }

  /** Connects now, unless that is already so or under way. */
  async connect() {
    if (this.#current && this.#current.state !== 'Disconnected' && this.#current.state !== 'Reconnecting') {
      return;
    }

    this.#drop(); // SignalR's own waiting can't be cut short.
    const hub = this.#current = this.#build();
    this.#become('connecting');
    try {
      await within(START_LIMIT, hub.start());
    } catch (error) {
      if (this.#token && hub === this.#current) {
        // A browser doesn't say whether it was refused: the token, or the network.
        const reason = error.isSignIn ? error.message : 'Not let in: the sign-in isn’t taken, or the chat is out of reach.';
        this.dispatchEvent(new CustomEvent('refused', { detail: { reason } }));
      }

      this.#lose(hub);
      return;
    }

    await this.#open(hub);
  }

  /** Gives this connection up, for another one. */
  async reconnect() {
    this.#drop();
    await this.connect();
  }

  /** The same for the connection on which a call was lost, unless there is another one by now. */
  async replace({ hub }) {
    if (hub === this.#current) {
      await this.reconnect();
    }
  }

  /** When a connection is about to be ended: another one beside it, which takes over. Nobody notices; where it fails the old one stays, until the next time. */
  async renew() {
    if (this.state !== 'open' || Date.now() < this.#renewAt || this.#isRenewing) {
      return;
    }

    this.#isRenewing = true;
    const old = this.#current;
    const next = this.#build();
    try {
      await within(START_LIMIT, next.start());
      await this.#enter((method, ...args) => this.#callOn(next, CALL_LIMIT, method, args));
      if (old !== this.#current) {
        throw new Error('There is another one by now.');
      }

      const underWay = [...this.#calls];
      this.#current = next;
      this.#opened();
      await Promise.allSettled(underWay);
      void old.stop();
    } catch {
      void next.stop();
    } finally {
      this.#isRenewing = false;
    }
  }

  /** Calls the hub. An error has `isLost`: nobody knows whether the call arrived; or `isRefused`, and a sentence of the hub's. */
  call(method, ...args) {
    return this.callWithin(CALL_LIMIT, method, ...args);
  }

  callWithin(limit, method, ...args) {
    return this.#callOn(this.#current, limit, method, args);
  }

  /** Calls the hub, and doesn't want to know what comes of it. */
  tell(method, ...args) {
    this.#current?.send(method, ...args).catch(() => {});
  }

  async #callOn(hub, limit, method, args) {
    const call = (async () => {
      try {
        return await within(limit, hub?.state === 'Connected' ? hub.invoke(method, ...args) : Promise.reject(new Error('Not connected.')));
      } catch (error) {
        const refusal = refusalIn(error);
        const isAnswered = refusal !== undefined || error.message?.startsWith('An unexpected error occurred');
        throw Object.assign(new Error(refusal ?? (isAnswered ? 'The chat could not do that.' : error.message)), {
          isRefused: refusal !== undefined,
          isLost: !isAnswered,
          hub,
        });
      }
    })();
    this.#calls.add(call);
    return await call.finally(() => this.#calls.delete(call));
  }

  #build() {
    const { HubConnectionBuilder, HttpTransportType, LogLevel } = this.#signalR;
    const hub = new HubConnectionBuilder()
      .withUrl(this.#address(), {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
        ...this.#token && { accessTokenFactory: this.#token },
      })
      .withAutomaticReconnect({
        nextRetryDelayInMilliseconds: ({ previousRetryCount }) => hub === this.#current ? this.#wait(previousRetryCount, START_LIMIT) : null,
      })
      .configureLogging(LogLevel.None)
      .build();
    hub.keepAliveIntervalInMilliseconds = KEEP_ALIVE;
    hub.serverTimeoutInMilliseconds = SERVER_TIMEOUT;
    for (const [method, handler] of Object.entries(this.#handlers)) {
      hub.on(method, handler);
    }

    hub.onreconnecting(() => { hub.baseUrl = this.#address(); });
    hub.onreconnected(() => this.#open(hub));
    hub.onclose(() => this.#lose(hub));
    return hub;
  }

  async #open(hub) {
    try {
      await this.#enter((method, ...args) => this.#callOn(hub, CALL_LIMIT, method, args));
    } catch {
      this.#lose(hub);
      return;
    }

    if (hub === this.#current) {
      this.#opened();
    }
  }

  #opened() {
    clearTimeout(this.#retry);
    this.#failures = 0;
    this.#renewAt = Date.now() + SHORTEST_LIFE + Math.random() * (LONGEST_LIFE - SHORTEST_LIFE);
    this.#become('open');
  }

  #lose(hub) {
    if (hub === this.#current) {
      this.#drop();
      this.#wait(this.#failures++, 0);
    }
  }

  // Its end is nobody's business any more, and may take a while: a browser that connects in vain says so after minutes.
  #drop() {
    clearTimeout(this.#retry);
    const hub = this.#current;
    this.#current = undefined;
    void hub?.stop().catch(() => {});
  }

  // Twice as long after each failure, and somewhere in the upper half of it: a server that comes back isn't met by everybody at once.
  #wait(failures, patience) {
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures) * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + delay;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), delay + patience);
    this.#become('waiting');
    return delay;
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
