// What happens, as it happens: a list of at most so many events, with filter and pause. Denials are the same list of fewer kinds.

import { api } from './api.js';
import { Grid } from './grid.js';
import { attempt, bytes, count, duration, el, isBad, isFault, kind, sentence, time, together } from './words.js';

const KEPT = 20_000;

const GROUPS = {
  'all kinds': [],
  'frames': ['frameIn', 'frameOut', 'undelivered', 'slowConsumer'],
  'connections': ['connected', 'refused', 'closed'],
  'routes and outcomes': ['routed', 'bodyRefused', 'integrated', 'answerRefused'],
  'invocations and logs': ['invocationStarted', 'invocationEnded', 'log', 'givenUp'],
  'post-backs': ['postBack'],
  'problems': null,
};

export class EventsView {
  constructor(app, { kinds, title = 'Events' } = {}) {
    this.app = app;
    this.only = kinds;
    this.title = title;
    this.all = [];
    this.shown = [];
    this.lost = 0;
    this.behind = 0;
    this.grid = new Grid({
      label: title,
      columns: [
        { title: 'Time', width: '6.6rem', class: 'mono dim', render: event => time(event.time) },
        { title: 'What', width: '7.8rem', render: kind },
        { title: 'Connection', line: 2, width: '9.2rem', class: 'mono', render: event => event.connectionId ?? '' },
        { title: 'Details', width: 'minmax(6rem, 1fr)', render: event => el('span', { class: isFault(event) ? 'fault' : isBad(event) ? 'bad' : '' }, sentence(event)), line: 3 },
        { title: 'Size', isOptional: true, width: '4.6rem', class: 'num dim', render: event => bytes(event.bytes) },
        { title: 'Took', isOptional: true, width: '5rem', class: 'num dim', render: event => duration(event.durationMs) },
        { title: 'Message', line: 2, isOptional: true, width: '9.2rem', class: 'mono dim', render: event => event.messageId ?? '' },
      ],
      onOpen: event => app.openEvent(event),
      mark: event => event.messageId && event.messageId === app.following,
    });

    this.filter = el('input', { type: 'search', placeholder: 'Filter: text, id, function …   ( / )', 'aria-label': 'Filter', oninput: () => this.refilter() });
    this.group = el('select', { 'aria-label': 'Kinds', onchange: () => this.refilter() }, ...Object.keys(GROUPS).map(name => el('option', {}, name)));
    this.pauseButton = el('button', { onclick: () => app.togglePause(), 'aria-pressed': 'false', title: 'p' }, 'Pause');
    this.note = el('span', { class: 'note' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'bar' },
        this.filter,
        kinds ? null : this.group,
        el('span', { class: 'gap' }),
        this.note,
        el('button', { onclick: () => this.empty(), title: 'In this page only; the emulator keeps them.' }, 'Clear'),
        this.pauseButton),
      this.grid.element);
  }

  async load() {
    const { events } = await api.events({ limit: 1_000, kinds: this.only?.join(',') });
    this.add(events, 0);
  }

  /** A list out of the page loses its place: it is taken up where it was, or at its end. */
  enter() {
    this.grid.body.scrollTop = this.place ?? this.shown.length * this.grid.row;
  }

  leave() {
    this.place = this.grid.isAtEnd ? undefined : this.grid.body.scrollTop;
  }

  async batch({ events, lost, isRestarted }) {
    if (isRestarted) {
      this.ready = this.restart();
    }

    // What comes while the first events are read waits for them.
    await this.ready;
    this.add(this.only ? events.filter(event => this.only.includes(event.kind)) : events, lost);
  }

  add(events, lost) {
    this.lost += lost;
    const newest = this.newest ?? 0;
    const { joined: fresh, last, grew } = together(events.filter(event => event.sequence > newest), this.lastLines);
    this.newest = Math.max(newest, events.at(-1)?.sequence ?? 0);
    this.lastLines = last;
    this.all.push(...fresh);
    if (grew) {
      this.grid.redraw();
    }

    if (this.app.paused) {
      this.behind += fresh.length;
      this.say();
      return;
    }

    const added = fresh.filter(event => this.matches(event));
    const follow = this.grid.isAtEnd;
    this.shown.push(...added);
    if (this.all.length > KEPT * 1.2) {
      this.all.splice(0, this.all.length - KEPT);
      const first = this.all[0].sequence;
      const gone = this.shown.findIndex(event => event.sequence >= first);
      this.shown.splice(0, gone < 0 ? this.shown.length : gone);
      this.grid.selected -= Math.max(gone, 0);
    }

    this.show(follow && (added.length > 0 || lost > 0));
  }

  matches(event) {
    const kinds = this.only ? [] : GROUPS[this.group.value];
    if (kinds === null ? !isBad(event) : kinds.length > 0 && !kinds.includes(event.kind)) {
      return false;
    }

    const wanted = this.filter.value.trim().toLowerCase();
    return wanted === '' || [event.text, event.connectionId, event.messageId, event.requestId, event.function, event.name, event.detail, event.kind, String(event.status ?? '')]
      .some(value => value?.toLowerCase().includes(wanted));
  }

  refilter() {
    this.shown = this.all.filter(event => this.matches(event));
    this.grid.selected = -1;
    this.show(true);
  }

  show(follow) {
    this.grid.update({ length: this.shown.length, get: index => this.shown[index] }, { follow });
    this.say();
    this.app.counted?.(this);
  }

  say() {
    const words = [`${count(this.shown.length)} of ${count(this.all.length)}`];
    if (this.behind > 0) {
      words.push(`${count(this.behind)} new while paused`);
    }

    if (this.lost > 0) {
      words.push(`${count(this.lost)} left out to keep up`);
    }

    this.note.textContent = words.join(' · ');
  }

  paused(isPaused) {
    this.pauseButton.textContent = isPaused ? 'Go on' : 'Pause';
    this.pauseButton.setAttribute('aria-pressed', isPaused);
    if (!isPaused) {
      this.behind = 0;
      this.refilter();
    }
  }

  /** Another emulator: its sequence starts anew, and nothing of the old one is kept. */
  async restart() {
    this.all = [];
    this.newest = 0;
    this.lastLines = undefined;
    this.lost = 0;
    this.behind = 0;
    if (!this.app.paused) {
      this.refilter();
    }

    await attempt(() => this.load());
  }

  empty() {
    const newest = this.all.at(-1);
    this.all = newest ? [newest] : [];
    this.lastLines = undefined;
    this.lost = 0;
    this.behind = 0;
    this.refilter();
  }

  remark() {
    this.grid.schedule();
  }

  key(event) {
    return this.grid.key(event);
  }
}
