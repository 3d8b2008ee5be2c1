// A row a message, the newest first; those that went wrong stand above all others, each with its reason.

import { api } from './api.js';
import { Grid } from './grid.js';
import { attempt, count, duration, el, time } from './words.js';
import { firstOf, isOnPurpose } from './why.js';

const KEPT = 20_000;
const PAGE = 1_000;
const PAUSE = 300;

const KINDS = {
  'all': () => true,
  'messages': message => message.kind === 'message',
  'connects and ends': message => ['handshake', 'disconnect', 'event'].includes(message.kind),
  'invocations': message => message.kind === 'invocation',
  'failed': message => message.isFailed,
};

const MARKS = { message: '→', handshake: '○', disconnect: '●', invocation: 'λ', console: '↩', event: '×' };

const keyOf = message => message.id ?? `#${message.sequence}`;

export class MessagesView {
  constructor(app) {
    this.app = app;
    this.byKey = new Map();
    this.all = [];
    this.shown = [];
    this.next = 0;
    this.lost = 0;
    this.grid = new Grid({
      label: 'Messages',
      columns: [
        { title: 'Time', width: '6.6rem', class: 'mono dim', render: message => time(message.time) },
        { title: 'Route', width: '8.6rem', render: route },
        { title: 'Function', line: 2, width: '9.2rem', isOptional: true, render: message => message.function ?? '' },
        { title: 'Outcome', width: '6.4rem', render: outcome },
        { title: 'Took', isOptional: true, width: '4.8rem', class: 'num', render: message => duration(message.durationMs) },
        { title: 'Delivered', line: 2, isOptional: true, width: '5.2rem', class: 'num', render: deliveries },
        { title: 'Why, or the message', line: 3, width: 'minmax(8rem, 1fr)', render: words },
        { title: 'Connection', line: 2, isOptional: true, width: '9.2rem', class: 'mono dim', render: message => message.connectionId ?? '' },
      ],
      onOpen: message => app.openMessage(message),
      mark: message => message.id && message.id === app.following,
    });

    this.filter = el('input', { type: 'search', placeholder: 'Filter: text, id, route, why …   ( / )', 'aria-label': 'Filter', oninput: () => this.show() });
    this.kind = el('select', { 'aria-label': 'Which messages', onchange: () => this.show() }, ...Object.keys(KINDS).map(name => el('option', {}, name)));
    this.errorsFirst = el('button', { 'aria-pressed': 'true', id: 'errors-first', title: 'e', onclick: () => this.toggleErrors() }, 'Errors first');
    this.pauseButton = el('button', { onclick: () => app.togglePause(), 'aria-pressed': 'false', title: 'p' }, 'Pause');
    this.note = el('span', { class: 'note' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'bar' }, this.filter, this.kind, this.errorsFirst, el('span', { class: 'gap' }), this.note,
        el('button', { onclick: () => this.empty(), title: 'In this page only; the emulator keeps them.' }, 'Clear'), this.pauseButton),
      this.grid.element);
  }

  /** What is kept: the newest, and of those that went wrong as many. */
  async load() {
    const [newest, failed] = await Promise.all([api.messages({ limit: PAGE }), api.messages({ limit: PAGE, failed: true })]);
    const known = new Set(newest.messages.map(keyOf));
    this.take([...failed.messages.filter(message => !known.has(keyOf(message))), ...newest.messages].sort((a, b) => a.sequence - b.sequence));
    this.next = newest.next;
    this.show();
  }

  batch() {
    if (this.app.paused) {
      return;
    }

    if (this.isAsking) {
      this.again = true;
    } else {
      this.soon ??= setTimeout(() => this.refresh(), PAUSE);
    }
  }

  /** One request at a time: an answer that a later one had overtaken would look like another emulator's. What comes meanwhile is asked for afterwards. */
  async refresh() {
    if (this.isAsking) {
      this.again = true;
      return;
    }

    clearTimeout(this.soon);
    this.soon = undefined;
    this.isAsking = true;
    try {
      await this.readNews();
    } finally {
      this.isAsking = false;
    }

    if (this.again) {
      this.again = false;
      this.batch();
    }
  }

  async readNews() {
    const answer = await attempt(() => api.messages({ after: this.next, limit: PAGE }));
    if (!answer || this.app.paused) {
      return;
    }

    if (answer.next < this.next) {
      // Another emulator, which counts from the beginning.
      this.empty();
      await attempt(() => this.load());
      return;
    }

    this.next = answer.next;
    this.lost += answer.lost;
    if (answer.messages.length > 0) {
      this.take(answer.messages);
      this.show({ stay: true });
    }
  }

  take(messages) {
    for (const message of messages) {
      const known = this.byKey.get(keyOf(message));
      if (known) {
        // Older events have given way in the emulator, and not here.
        known.message = message.sequence > known.message.sequence
          ? { ...message, sequence: known.message.sequence, time: known.message.time, kind: known.message.kind, text: known.message.text, routeKey: known.message.routeKey }
          : message;
      } else {
        const row = { message };
        this.byKey.set(keyOf(message), row);
        this.all.push(row);
      }
    }

    if (this.all.length > KEPT * 1.2) {
      for (const row of this.all.splice(0, this.all.length - KEPT)) {
        this.byKey.delete(keyOf(row.message));
      }
    }
  }

  matches(message) {
    if (!KINDS[this.kind.value](message)) {
      return false;
    }

    const wanted = this.filter.value.trim().toLowerCase();
    return wanted === '' || [message.text, message.id, message.connectionId, message.routeKey, message.function, message.outcome, message.kind, ...message.why.map(why => why.sentence)]
      .some(value => value?.toLowerCase().includes(wanted));
  }

  /** @param stay new rows come above what is in sight, which stays where it is unless that is the top. */
  show({ stay = false } = {}) {
    const selected = this.shown[this.grid.selected];
    const top = Math.floor(this.grid.body.scrollTop / this.grid.row);
    const anchor = stay && top > 0 ? this.shown[top] : undefined;
    const first = [];
    const rest = [];
    const isErrorsFirst = this.errorsFirst.getAttribute('aria-pressed') === 'true';
    let failed = 0;
    for (let index = this.all.length - 1; index >= 0; index--) {
      const row = this.all[index];
      failed += row.message.isFailed ? 1 : 0;
      if (this.matches(row.message)) {
        (isErrorsFirst && row.message.isFailed ? first : rest).push(row);
      }
    }

    this.shown = first.concat(rest);
    this.grid.edge = first.length;
    this.grid.selected = selected ? this.shown.indexOf(selected) : -1;
    this.grid.update({ length: this.shown.length, get: index => this.shown[index]?.message });
    if (anchor) {
      const moved = this.shown.indexOf(anchor);
      this.grid.body.scrollTop += moved < 0 ? 0 : (moved - top) * this.grid.row;
    } else if (!stay) {
      this.grid.body.scrollTop = 0;
    }

    this.failed = failed;
    this.errorsFirst.replaceChildren('Errors first', el('span', { class: `count ${failed > 0 ? 'alert' : ''}` }, failed > 0 ? count(failed) : ''));
    this.note.textContent = `${count(this.shown.length)} of ${count(this.all.length)}${this.lost > 0 ? ` · ${count(this.lost)} left out to keep up` : ''}`;
    this.app.counted?.(this);
  }

  toggleErrors() {
    this.errorsFirst.setAttribute('aria-pressed', this.errorsFirst.getAttribute('aria-pressed') !== 'true');
    this.show();
  }

  paused(isPaused) {
    this.pauseButton.textContent = isPaused ? 'Go on' : 'Pause';
    this.pauseButton.setAttribute('aria-pressed', isPaused);
    if (!isPaused) {
      this.refresh();
    }
  }

  empty() {
    this.byKey.clear();
    this.all = [];
    this.lost = 0;
    this.show();
  }

  key(event) {
    if (event.key === 'e') {
      this.toggleErrors();
      return true;
    }

    return this.grid.key(event);
  }
}

const colour = message => isOnPurpose(message) ? 'fault' : message.isFailed ? 'bad' : '';

const route = message => el('span', { class: `kind of-${message.kind} ${colour(message)}`, 'data-mark': message.isFailed ? '×' : MARKS[message.kind] },
  message.routeKey ?? { message: 'no route', invocation: 'invoked', console: 'the console', event: message.outcome }[message.kind] ?? message.kind);

const outcome = message => el('span', { class: message.isRunning ? 'dim' : colour(message) }, message.kind === 'event' ? '' : message.outcome);

const deliveries = message => message.failedPosts > 0
  ? el('span', {}, count(message.deliveries), el('span', { class: colour(message) || 'dim', title: `${count(message.failedPosts)} refused` }, ` +${count(message.failedPosts)} ×`))
  : message.deliveries > 0 ? count(message.deliveries) : '';

const words = message => message.isFailed
  ? el('span', { class: `${colour(message)} reason` }, firstOf(message))
  : el('span', { class: 'mono' }, message.text ?? '');
