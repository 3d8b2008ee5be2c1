// Everybody who is connected, a window of rows at a time, so that 5,000 are as quick as five.

import { api } from './api.js';
import { Grid } from './grid.js';
import { attempt, bytes, confirmed, count, duration, el, toast } from './words.js';

const PAGE = 200;

export class ConnectionsView {
  constructor(app) {
    this.app = app;
    this.pages = new Map();
    this.total = 0;
    this.sort = 'since';
    this.order = 'desc';
    this.range = [0, 0];
    const number = (title, sort, render, width = '5.2rem', isOptional = false) => ({ title, sort, width, isOptional, line: isOptional ? 3 : 1, class: 'num', render });
    this.grid = new Grid({
      label: 'Connections',
      columns: [
        { title: 'Connection', sort: 'id', width: '9.6rem', class: 'mono', render: row => row.id },
        number('Since', 'since', row => duration(row.ageMs), '5.6rem'),
        number('Idle', 'idle', row => duration(row.idleMs), '5.6rem'),
        { title: 'Identity', sort: 'identity', width: 'minmax(9rem, 1fr)', line: 2, render: row => `${row.sourceIp}${row.principalId ? ` ${row.principalId}` : ''}  ${row.userAgent ?? ''}` },
        { title: 'Subprotocol', line: 3, isOptional: true, sort: 'subprotocol', width: '7rem', render: row => row.subprotocol ?? '' },
        { title: 'Stage', line: 3, isOptional: true, width: '5rem', render: row => row.isOpen ? row.stage : `${row.stage} (pending)` },
        number('In', 'messagesIn', row => count(row.messagesIn), '4rem', true),
        number('Bytes in', 'bytesIn', row => bytes(row.bytesIn), '5.2rem', true),
        number('Out', 'messagesOut', row => count(row.messagesOut), '4rem', true),
        number('Bytes out', 'bytesOut', row => bytes(row.bytesOut), '5.2rem', true),
      ],
      onOpen: row => app.openConnection(row.id),
      onSort: sort => this.sortBy(sort),
      onRange: (first, last) => this.need(first, last),
    });
    this.grid.drawHead(this.sort, this.order);
    this.filter = el('input', { type: 'search', placeholder: 'Filter: id, address, client, subprotocol …   ( / )', 'aria-label': 'Filter', oninput: () => this.reload() });
    this.note = el('span', { class: 'note' });
    this.sendAll = el('button', { class: 'change', onclick: () => app.openSend(null) }, 'Send to all …');
    this.closeAll = el('button', { class: 'change danger', onclick: () => this.closeEverybody() }, 'Close all …');
    this.element = el('div', { class: 'view' },
      el('div', { class: 'bar' }, this.filter, el('span', { class: 'gap' }), this.note, this.sendAll, this.closeAll),
      this.grid.element);
  }

  enter() {
    this.reload();
    // Ages and idle times grow by themselves.
    this.timer = setInterval(() => this.app.paused || this.refresh(), 2_000);
  }

  leave() {
    clearInterval(this.timer);
  }

  batch({ events }) {
    if (events.some(event => ['connected', 'closed', 'frameIn', 'frameOut'].includes(event.kind))) {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        this.refresh();
      }, 300);
    }
  }

  sortBy(sort) {
    this.order = this.sort === sort && this.order === 'desc' ? 'asc' : 'desc';
    this.sort = sort;
    this.grid.drawHead(this.sort, this.order);
    this.reload();
  }

  reload() {
    this.grid.body.scrollTop = 0;
    this.refresh();
  }

  /** Asks anew for the pages in sight; the others are forgotten, and asked for when they come in sight. */
  async refresh() {
    const version = this.version = (this.version ?? 0) + 1;
    const wanted = this.pagesOf(...this.range);
    const answers = await attempt(() => Promise.all((wanted.length > 0 ? wanted : [0]).map(page => this.fetch(page))));
    if (answers && version === this.version) {
      this.pages = new Map(answers.map(answer => [answer.offset / PAGE, answer.connections]));
      this.show(answers.at(-1).total);
    }
  }

  need(first, last) {
    this.range = [first, last];
    for (const page of this.pagesOf(first, last)) {
      if (!this.pages.has(page)) {
        this.pages.set(page, []);
        const pages = this.pages;
        attempt(() => this.fetch(page)).then(answer => {
          if (answer && pages === this.pages) {
            pages.set(page, answer.connections);
            this.show(answer.total);
          }
        });
      }
    }
  }

  pagesOf(first, last) {
    const pages = [];
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) {
      pages.push(page);
    }

    return pages;
  }

  fetch(page) {
    return api.connections({ filter: this.filter.value.trim(), sort: this.sort, order: this.order, offset: page * PAGE, limit: PAGE });
  }

  show(total) {
    this.total = total;
    this.note.textContent = `${count(total)} ${total === 1 ? 'connection' : 'connections'}${this.filter.value.trim() ? ' match' : ''}`;
    this.grid.update({ length: total, get: index => this.pages.get(Math.floor(index / PAGE))?.[index % PAGE] });
  }

  async closeEverybody() {
    if (await confirmed('Close every connection? Clients get a Close with 1000, and $disconnect runs for each.')) {
      const answer = await attempt(() => api.close(null));
      answer && toast(`${count(answer.closed)} closed`);
    }
  }

  key(event) {
    return this.grid.key(event);
  }
}
