// A WebSocket that comes back by itself.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

// A connection that ends sooner doesn't count as a success: a server that accepts and drops would be asked again at once, for ever.
const STABLE_AFTER = 5_000;

// API Gateway gives $connect 29 s; whoever hasn't answered by then won't.
const CONNECT_LIMIT = 35_000;

/**
 * Events: 'state' whenever `state` changes, 'text' with the text of a frame in `detail`.
 * States: 'connecting', 'open', 'waiting' (until `retryAt`, in milliseconds since the epoch).
 */
export class Connection extends EventTarget {
  state = 'connecting';
  retryAt = 0;

  #url;
  #socket;
  #failures = 0;
  #retry;

  constructor(url) {
    super();
    this.#url = url;
  }

  /** Connects now, unless that is already so or under way. */
  connect() {
    if (this.#socket) {
      return;
    }

    clearTimeout(this.#retry);
    const socket = this.#socket = new WebSocket(this.#url);
    const limit = setTimeout(() => socket.close(), CONNECT_LIMIT);
    let stable;

    socket.onopen = () => {
      clearTimeout(limit);
      stable = setTimeout(() => { this.#failures = 0; }, STABLE_AFTER);
      this.#become('open');
    };
    socket.onmessage = event => this.dispatchEvent(new CustomEvent('text', { detail: event.data }));
    socket.onclose = () => {
      clearTimeout(limit);
      clearTimeout(stable);
      this.#socket = undefined;
      this.#wait();
    };
    this.#become('connecting');
  }

  /** Returns whether the frame was handed to the network; the state says beforehand. */
  send(frame) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }

    this.#socket.send(frame);
    return true;
  }

  // Twice as long after each failure, and somewhere in the upper half of it: a server that comes back isn't met by everybody at once.
  #wait() {
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures++);
    const delay = longest * (0.5 + Math.random() / 2);
    this.retryAt = Date.now() + delay;
    this.#retry = setTimeout(() => this.connect(), delay);
    this.#become('waiting');
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
