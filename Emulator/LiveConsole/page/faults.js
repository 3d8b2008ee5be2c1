// What goes wrong on purpose: a slider each, which holds at once.

import { api } from './api.js';
import { attempt, el } from './words.js';

const APPLY = 150;
const LONGEST = 60_000;
const STEPS = 200;

/** Names as --faults takes them; ConsoleContractTests holds that none is missing. */
const FAULTS = [
  ['postsLatencyMs', 'posts.latency', 'ms', 'Every post to @connections takes that much longer'],
  ['postsThrottled', 'posts.throttled', '%', 'Posts that get 429 LimitExceededException'],
  ['postsFailed', 'posts.failed', '%', 'Posts that get 500'],
  ['postsReordered', 'posts.reordered', '%', 'Posts that others overtake, held back for up to 100 ms'],
  ['postsAnswerLost', 'posts.answerLost', '%', 'Posts that are delivered, and whose caller never hears of it'],
  ['messagesReordered', 'messages.reordered', '%', 'Messages of clients that later ones overtake'],
  ['disconnectLost', 'disconnect.lost', '%', 'Connections whose $disconnect is never sent'],
  ['invocationsLatencyMs', 'invocations.latency', 'ms', 'Every invocation takes that much longer'],
  ['invocationsFailed', 'invocations.failed', '%', 'Invocations that end as if the function had thrown'],
  ['invocationsTimedOut', 'invocations.timedout', '%', 'Invocations that are never answered'],
  ['handshakeLatencyMs', 'handshake.latency', 'ms', 'Every handshake takes that much longer'],
];

/** Half of the way is for the first quarter of a second, where people look closest. */
const msOf = place => place <= 0 ? 0 : rounded(10 ** (place / STEPS * Math.log10(LONGEST)));
const placeOf = ms => ms <= 0 ? 0 : Math.max(1, Math.round(Math.log10(Math.max(ms, 1)) / Math.log10(LONGEST) * STEPS));
const rounded = ms => Number(ms.toPrecision(2));

export class FaultSliders {
  constructor(app) {
    this.app = app;
    // Counts changes by hand: an answer that is older than the last one must not take the slider back.
    this.changes = 0;
    this.last = Promise.resolve();
    this.rows = FAULTS.map(fault => new FaultRow(fault, isFinal => this.changed(isFinal)));
    this.seed = el('input', { id: 'fault-seed', class: 'change mono', inputmode: 'numeric', size: '11', placeholder: 'a new one', autocomplete: 'off', onchange: () => this.changed(true) });
    this.off = el('button', { class: 'change', id: 'all-faults-off', onclick: () => this.end() }, 'All off');
    this.text = el('output', { class: 'mono', id: 'faults-text', 'aria-label': 'In force' });
    this.element = el('article', { class: 'card faults' },
      el('div', { class: 'top' }, el('h2', {}, 'Faults on purpose'), el('span', { class: 'dim' }, 'A change holds at once, for everybody who uses this emulator.'), this.off),
      el('div', { class: 'sliders' }, ...this.rows.map(row => row.element)),
      el('div', { class: 'actions' }, el('label', { for: this.seed.id, class: 'dim' }, 'seed: the same one strikes the same requests'), this.seed),
      el('p', { class: 'dim' }, 'As --faults and scripts take them: ', this.text));
  }

  async load() {
    const changes = this.changes;
    const settings = await attempt(() => api.faults());
    settings && this.show(settings, changes);
  }

  show(settings, changes) {
    if (changes !== this.changes) {
      return;
    }

    for (const row of this.rows) {
      if (!row.isTyped) {
        row.show(settings[row.property] ?? 0);
      }
    }

    if (document.activeElement !== this.seed) {
      this.seed.value = settings.seed ?? '';
    }

    const on = this.rows.filter(row => row.value > 0).map(row => row.words);
    this.text.textContent = on.length === 0 ? 'none' : [...on, ...settings.seed ? [`seed=${settings.seed}`] : []].join(',');
  }

  changed(isFinal) {
    this.changes++;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.apply(), isFinal ? 0 : APPLY);
  }

  apply() {
    this.send(() => {
      const seed = this.seed.value.trim();
      const settings = Object.fromEntries(this.rows.map(row => [row.property, row.value]));
      return api.setFaults(JSON.stringify({ ...settings, ...seed === '' ? {} : { seed: Number(seed) } }));
    });
  }

  end() {
    clearTimeout(this.soon);
    this.changes++;
    this.seed.value = '';
    // At once: a slider that is moved before the answer comes must not send the others' old values.
    this.rows.forEach(row => row.show(0));
    this.send(() => api.endFaults());
  }

  /** One after the other, so that the last one stays; each sends what is set when its turn comes. */
  send(change) {
    this.last = this.last.then(() => attempt(async () => {
      const changes = this.changes;
      const settings = await attempt(change);
      if (settings) {
        this.show(settings, changes);
      } else {
        await this.load();
      }

      await this.app.refreshState();
    }));
  }
}

class FaultRow {
  constructor([property, name, unit, explanation], changed) {
    Object.assign(this, { property, name, unit, value: 0 });
    const id = `fault-${property}`;
    const isTime = unit === 'ms';
    this.slider = el('input', {
      id, type: 'range', class: 'change', min: 0, max: isTime ? STEPS : 100, step: 1, value: 0, 'aria-describedby': `${id}-what`,
      oninput: () => this.set(isTime ? msOf(Number(this.slider.value)) : Number(this.slider.value) / 100, changed, false),
      onchange: () => changed(true),
    });
    this.number = el('input', {
      type: 'number', class: 'change num', min: 0, max: isTime ? LONGEST : 100, step: 'any', 'aria-label': `${name} in ${isTime ? 'milliseconds' : 'per cent'}`,
      onchange: () => this.set(Math.min(Math.max(Number(this.number.value) || 0, 0), isTime ? LONGEST : 100) / (isTime ? 1 : 100), changed, true),
    });
    this.reset = el('button', { class: 'change quiet', 'aria-label': `${name} off`, title: 'Off', onclick: () => this.set(0, changed, true) }, '✕');
    this.element = el('div', { class: 'slider', 'data-fault': name },
      el('label', { for: id, class: 'mono' }, name), this.slider, el('span', { class: 'amount' }, this.number, el('span', { class: 'dim' }, unit)), this.reset,
      el('p', { class: 'dim', id: `${id}-what` }, explanation));
    this.show(0);
  }

  /** Whether there is a number in the field that doesn't count yet. */
  get isTyped() {
    return document.activeElement === this.number && Number(this.number.value) !== (this.unit === 'ms' ? this.value : percent(this.value));
  }

  get words() {
    return `${this.name}=${this.unit === 'ms' ? `${this.value}ms` : `${percent(this.value)}%`}`;
  }

  set(value, changed, isFinal) {
    this.show(value);
    changed(isFinal);
  }

  show(value) {
    this.value = value;
    const isTime = this.unit === 'ms';
    const shown = isTime ? value : percent(value);
    const place = isTime ? placeOf(value) : shown;
    // Where a value comes from the slider, that has its place already.
    if (!isTime || msOf(Number(this.slider.value)) !== value) {
      this.slider.value = place;
    }

    if (document.activeElement !== this.number || Number(this.number.value) !== shown) {
      this.number.value = shown;
    }

    this.slider.setAttribute('aria-valuetext', `${shown} ${isTime ? 'milliseconds' : 'per cent'}`);
    this.element.classList.toggle('on', value > 0);
    this.reset.hidden = value <= 0;
  }
}

const percent = share => Number((share * 100).toFixed(4));
