// One's own messages on their way: shown at once, and sent one after another, in the order in which they were written.

import { randomId } from './ids.js';

// A message whose connection is lost each time that it is sent may be what loses it: then its sender decides.
const MOST_LOSSES = 5;

export class Sending {
  #isOpen;
  #send;
  #replace;
  #changed;

  /**
   * @param isOpen whether there is a connection.
   * @param send sends one of a room's; rejects with what Connection.call does.
   * @param replace is given the error of a connection that was lost.
   * @param changed is given a room whose messages look different.
   */
  constructor({ isOpen, send, replace, changed }) {
    this.#isOpen = isOpen;
    this.#send = send;
    this.#replace = replace;
    this.#changed = changed;
  }

  add(room, text) {
    room.pending.push({ id: randomId(), text, state: 'pending', at: new Date() });
    this.#changed(room);
    void this.deliver(room);
  }

  retry(room, id) {
    const own = room.pending.find(message => message.id === id);
    if (own) {
      own.state = 'pending';
      own.losses = 0;
      this.#changed(room);
      void this.deliver(room);
    }
  }

  /** Sends what waits in a room. Without a connection it stays, and goes out when it is back. */
  async deliver(room) {
    if (room.isDelivering) {
      return;
    }

    room.isDelivering = true;
    for (let own = room.nextToSend; this.#isOpen() && own; own = room.nextToSend) {
      await this.#deliverOne(room, own);
      this.#changed(room);
    }

    room.isDelivering = false;
  }

  async #deliverOne(room, own) {
    try {
      await this.#send(room, own);
    } catch (error) {
      own.losses = (own.losses ?? 0) + (error.isLost ? 1 : 0);
      if (!error.isLost || own.losses >= MOST_LOSSES) {
        own.state = 'failed';
        own.reason = error.isLost ? 'The connection was lost each time.' : error.message;
      }

      if (error.isLost && this.#isOpen()) {
        // Nobody knows whether it got there: asked again by the same id, the hub does.
        void this.#replace(error);
      }
    }
  }
}
