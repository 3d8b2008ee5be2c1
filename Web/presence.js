// Who is in a room, and who is typing, as the hub tells of it.

// Who leaves and comes back, in a reload say, is told of by two functions, and the later one may be heard first.
const UNSURE_FOR = 10_000;
const ASK_AFTER = 1_000;

const TYPING_LASTS = 5_000;

export class Presence {
  #ask;
  #changed;

  /**
   * @param ask asks the hub who is in a room.
   * @param changed is given a room that looks different.
   */
  constructor({ ask, changed }) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** The hub tells that somebody came, or went. */
  told(room, name, isThere) {
    room.typing.delete(name);
    const isUnsure = room.hasMoreMembers || Date.now() - (room.changedAt.get(name) ?? 0) < UNSURE_FOR;
    room.changedAt.set(name, Date.now());
    if (!room.hasMoreMembers) {
      const others = room.members.filter(member => member !== name);
      room.members = isThere ? [...others, name].sort((a, b) => a.localeCompare(b)) : others;
    }

    this.#changed(room);
    if (isUnsure) {
      // Not all pages at once, and once for several who come and go together.
      room.asking ??= setTimeout(() => {
        room.asking = undefined;
        this.#ask(room);
      }, ASK_AFTER * (1 + 4 * Math.random()));
    }
  }

  isTyping(room, name) {
    room.typing.set(name, Date.now() + TYPING_LASTS);
    this.#changed(room);
    setTimeout(() => this.#changed(room), TYPING_LASTS + 50);
  }
}
