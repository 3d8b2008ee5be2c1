// The messages of the room that is looked at, as they stand on the page.

import { committed, pending, sayWaiting } from './messages.js';

const NEAR_THE_END = 40;
const NEAR_THE_BEGINNING = 80;
const MOST_SHOWN = 2_000;

// What one says within this time of one's last message goes on from it, without the name again.
const GOES_ON_FOR = 5 * 60_000;

const dayFormat = { weekday: 'long', day: 'numeric', month: 'long' };

export class Log {
  #log = document.getElementById('log');
  #list = document.getElementById('messages');
  #empty = document.getElementById('empty');
  #newest = document.getElementById('newest');

  // Keyed by position or id, so that what stays on the page is not made anew: selections live on, and a screen reader hears what is new alone.
  #shown = new Map();

  /** `onBeginning` is called when somebody scrolls to where the messages begin, unless as many stand there as may. */
  constructor(onBeginning) {
    this.#log.addEventListener('scroll', () => {
      if (this.#isAtTheEnd) {
        this.#newest.hidden = true;
      }

      if (this.#log.scrollTop < NEAR_THE_BEGINNING && this.#shown.size < MOST_SHOWN) {
        onBeginning();
      }
    });
    this.#newest.addEventListener('click', () => this.scrollToTheEnd());

    // A keyboard comes up on a phone, or the input grows: the end stays in sight.
    let wasAtTheEnd = true;
    this.#log.addEventListener('scroll', () => { wasAtTheEnd = this.#isAtTheEnd; });
    new ResizeObserver(() => wasAtTheEnd && this.scrollToTheEnd()).observe(this.#log);
  }

  scrollToTheEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#newest.hidden = true;
  }

  clear() {
    this.#shown.clear();
    this.#list.replaceChildren();
  }

  /** Shows a room as it is now. */
  show(room, client) {
    const follow = this.#isAtTheEnd;
    const heightBelow = this.#log.scrollHeight - this.#log.scrollTop;
    const wanted = new Map();
    for (const message of room.messages.slice(-MOST_SHOWN)) {
      const key = `${message.epoch}/${message.sequence}`;
      wanted.set(key, this.#shown.get(key) ?? committed(message, message.name === client.name));
    }

    for (const own of room.pending) {
      const key = `${own.id}/${own.state}`;
      const item = this.#shown.get(key) ?? pending(own, client.name || 'you', () => client.retry(room.name, own.id));
      wanted.set(key, item);
      if (own.state === 'pending') {
        sayWaiting(item, client.state === 'open');
      }
    }

    const added = this.#place(wanted);
    const grewAtTheEnd = [...wanted.keys()].at(-1) !== [...this.#shown.keys()].at(-1);
    this.#shown = wanted;
    this.#empty.hidden = wanted.size > 0;
    if (follow) {
      this.scrollToTheEnd();
    } else if (grewAtTheEnd && added > 0) {
      this.#newest.hidden = false;
    } else {
      this.#log.scrollTop = this.#log.scrollHeight - heightBelow; // What came in above must not move what is being read.
    }
  }

  get #isAtTheEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_THE_END;
  }

  // How many are new.
  #place(wanted) {
    let added = 0;
    let at = this.#list.firstChild;
    let previous;
    for (const [key, item] of wanted) {
      if (item === at) {
        at = at.nextSibling;
      } else {
        this.#list.insertBefore(item, at);
        added += this.#shown.has(key) ? 0 : 1;
      }

      this.#group(item, previous);
      previous = item;
    }

    for (const [key, item] of this.#shown) {
      if (!wanted.has(key)) {
        item.remove();
      }
    }

    return added;
  }

  // A name stands once for what goes on, a time once for a minute, a day ahead of its messages; not today's, where there are no others.
  #group(item, previous) {
    const day = item.at.toDateString();
    const isNewDay = day !== (previous?.at ?? new Date()).toDateString();
    const goesOn = !isNewDay && previous?.author === item.author && item.at - previous.at < GOES_ON_FOR;
    item.classList.toggle('goes-on', goesOn);
    item.classList.toggle('same-time', goesOn && previous.querySelector('time').textContent === item.querySelector('time').textContent);
    if (isNewDay) {
      item.dataset.day = item.at.toLocaleDateString([], dayFormat);
    } else {
      delete item.dataset.day;
    }
  }
}
