// The tables' rows, in DynamoDB's own JSON shown as plain values.

import { api } from './api.js';
import { attempt, confirmed, count, el, pretty, toast } from './words.js';

const PAGE = 100;

export class TablesView {
  constructor(app) {
    this.app = app;
    this.places = [undefined];
    this.choice = el('select', { 'aria-label': 'Table', onchange: () => this.open() });
    this.filter = el('input', { type: 'search', placeholder: 'Filter this page   ( / )', 'aria-label': 'Filter', oninput: () => this.draw() });
    this.note = el('span', { class: 'note' });
    this.before = el('button', { onclick: () => this.turn(-1) }, 'Previous');
    this.after = el('button', { onclick: () => this.turn(1) }, 'Next');
    this.clear = el('button', { class: 'change danger', onclick: () => this.empty() }, 'Clear table …');
    this.rows = el('div', { class: 'scrolling' });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'bar' }, this.choice, this.filter, el('span', { class: 'gap' }), this.note, this.before, this.after,
        el('button', { onclick: () => this.refresh() }, 'Refresh'), this.clear),
      this.rows);
  }

  async enter() {
    this.tables ??= await attempt(() => api.tables()) ?? [];
    if (this.choice.options.length === 0) {
      this.choice.append(...this.tables.map(table => el('option', {}, table.name)));
    }

    this.refresh();
    this.timer = setInterval(() => this.app.paused || this.refresh(), 3_000);
  }

  leave() {
    clearInterval(this.timer);
  }

  batch({ events }) {
    if (events.some(event => event.kind === 'invocationEnded')) {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        this.refresh();
      }, 500);
    }
  }

  open() {
    this.places = [undefined];
    this.refresh();
  }

  turn(step) {
    if (step > 0) {
      this.places.push(this.page.next);
    } else {
      this.places.pop();
    }

    this.refresh();
  }

  async refresh() {
    if (!this.choice.value) {
      this.rows.replaceChildren(el('p', { class: 'empty' }, 'The template has no table.'));
      return;
    }

    const page = await attempt(() => api.rows(this.choice.value, { limit: PAGE, after: this.places.at(-1) }));
    if (page) {
      this.page = page;
      this.draw();
    }
  }

  draw() {
    const wanted = this.filter.value.trim().toLowerCase();
    const items = (this.page?.items ?? []).filter(item => wanted === '' || JSON.stringify(item).toLowerCase().includes(wanted));
    const table = this.tables.find(each => each.name === this.choice.value);
    const keys = table.key.map(key => key.name);
    const names = [...keys, ...new Set(items.flatMap(Object.keys).filter(name => !keys.includes(name)))].slice(0, 12);
    this.before.disabled = this.places.length < 2;
    this.after.disabled = !this.page?.next;
    this.note.textContent = `${count(items.length)} rows${this.places.length > 1 || this.page?.next ? ` on page ${this.places.length}` : ''}`;
    this.rows.replaceChildren(items.length === 0
      ? el('p', { class: 'empty' }, 'No rows.')
      : el('table', {},
        el('thead', {}, el('tr', {}, ...names.map(name => el('th', { scope: 'col' }, name, keys.includes(name) ? ' (key)' : name === table.timeToLiveAttribute ? ' (time to live)' : '')))),
        el('tbody', {}, ...items.map(item => el('tr', {}, ...names.map(name => this.cell(item, name, table)))))));
    this.app.lockChanges();
  }

  cell(item, name, table) {
    const value = item[name];
    if (!value) {
      return el('td', {});
    }

    const [type, content] = Object.entries(value)[0];
    const shown = ['S', 'N'].includes(type) ? content : pretty(JSON.stringify(content));
    return el('td', { class: 'mono', title: name === table.timeToLiveAttribute ? new Date(Number(content) * 1_000).toLocaleString() : type },
      name === 'connectionId' ? el('button', { class: 'link', onclick: () => this.app.openConnection(content) }, shown) : shown);
  }

  async empty() {
    if (await confirmed(`Delete every row of ${this.choice.value}? Clients stay connected; functions no longer know them.`)) {
      const answer = await attempt(() => api.clear(this.choice.value));
      answer && toast(`${count(answer.deleted)} rows deleted`);
      this.open();
    }
  }

  key() {
    return false;
  }
}
