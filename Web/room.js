// A room as one client knows it: its messages in their order, each once, and one's own that are still on their way. No network, no page.

const before = (a, b) => a.epoch < b.epoch || (a.epoch === b.epoch && a.sequence < b.sequence);

export class Room {
  name;
  isEntered = false;
  isKnown = false; // Entered at some time: what comes now is new.
  messages = []; // Committed, in the order of their positions.
  pending; // One's own without a position yet: { id, text, at, state: 'pending' | 'failed', reason }.
  isDelivering = false;
  members = [];
  hasMoreMembers = false;
  typing = new Map(); // Name → until when, in milliseconds.
  changedAt = new Map(); // Name → when it came or went, in milliseconds.
  hasEarlier = false;
  isReadingEarlier = false;
  unread = 0;
  draft = '';

  constructor(name, pending = []) {
    this.name = name;
    this.pending = pending;
  }

  /** What of one's own goes out next; undefined without any. */
  get nextToSend() {
    return this.pending.find(own => own.state === 'pending');
  }

  /** Where the last message is that one has; undefined without any. */
  get last() {
    const message = this.messages.at(-1);
    return message && { epoch: message.epoch, sequence: message.sequence };
  }

  get first() {
    const message = this.messages[0];
    return message && { epoch: message.epoch, sequence: message.sequence };
  }

  /** Takes a message in; false when it is there already. */
  add(message) {
    this.pending = this.pending.filter(own => own.id !== message.id);
    let at = this.messages.length;
    while (at > 0 && before(message, this.messages[at - 1])) {
      at--;
    }

    const previous = this.messages[at - 1];
    if (previous && previous.epoch === message.epoch && previous.sequence === message.sequence) {
      return false;
    }

    this.messages.splice(at, 0, message);
    return true;
  }

  /** Whether messages are missing between the last one that one has and this one. */
  leavesGap(message) {
    const last = this.last;
    return last === undefined
      ? this.isEntered && message.sequence > 1
      : before(last, message) && (message.epoch !== last.epoch || message.sequence > last.sequence + 1);
  }

  /** Whether the room has come further than what one has. */
  isBehind(position) {
    return position != null && (this.last === undefined || before(this.last, position));
  }

  /** Forgets what it knew: the room's history begins anew. */
  restart() {
    this.messages = [];
    this.hasEarlier = false;
  }
}
