// A list that has elements only for the rows in sight, however many there are.

import { el } from './words.js';

const ROW = 26;
const THREE_LINES = 66;
const MARGIN = 8;
const NARROW = 900;
const PHONE = 600;

const classOf = column => `${column.class ?? ''}${column.isOptional ? ' optional' : ''}`;

export class Grid {
  /**
   * columns: [{ title, width, class, sort, render(row) }]; label for people who listen; source: { length, get(index) } where get may give
   * undefined for a row that isn't there yet; on a phone a row has three lines, and line says which a column is in; onOpen(row); onSort(key); onRange(first, last) when other rows come in sight.
   */
  constructor({ columns, label, onOpen, onSort, onRange, mark }) {
    Object.assign(this, { columns, onOpen, onSort, onRange, mark });
    this.source = { length: 0, get: () => undefined };
    this.selected = -1;
    // So many rows are set apart from those below them.
    this.edge = 0;
    this.rows = new Map();
    this.row = ROW;
    this.head = el('div', { class: 'head', role: 'row' });
    this.space = el('div', { class: 'space', role: 'presentation' });
    this.body = el('div', { class: 'body', role: 'rowgroup', tabindex: '0', 'aria-label': label }, this.space);
    this.element = el('div', { class: 'grid', role: 'grid', 'aria-label': label }, this.head, this.body);
    this.body.addEventListener('scroll', () => this.schedule());
    this.space.addEventListener('click', event => {
      const row = event.target.closest('.row');
      if (row) {
        this.select(Number(row.dataset.index));
        this.open();
      }
    });
    this.resize = new ResizeObserver(() => {
      this.fit();
      this.schedule();
    });
    this.resize.observe(this.body);
    this.fit();
    this.drawHead();
  }

  /** Where there is little room, the columns that can be done without make some. */
  fit() {
    const width = this.body.clientWidth;
    const isPhone = width > 0 && innerWidth < PHONE;
    const isNarrow = !isPhone && width > 0 && width < NARROW;
    this.element.classList.toggle('narrow', isNarrow);
    this.element.classList.toggle('phone', isPhone);
    const row = isPhone ? THREE_LINES : ROW;
    if (row !== this.row) {
      this.row = row;
      this.redraw();
      this.space.style.height = `${this.source.length * row}px`;
      this.drawHead(...(this.sorted ?? []));
    }

    this.element.style.setProperty(
      '--columns', this.columns.filter(column => !isNarrow || !column.isOptional).map(column => column.width).join(' '));
  }

  /** Everything in sight again. */
  redraw() {
    for (const { element } of this.rows.values()) {
      element.remove();
    }

    this.rows.clear();
    this.schedule();
  }

  /** The cells of a row, on a phone in three lines. */
  laid(cells) {
    if (this.row !== THREE_LINES) {
      return cells;
    }

    return [1, 2, 3].map(line => el('div', { class: 'line', role: 'presentation' }, ...cells.filter((_, index) => (this.columns[index].line ?? 1) === line)));
  }

  drawHead(sort, order) {
    this.sorted = [sort, order];
    this.head.replaceChildren(...this.laid(this.columns.map(column => el(
      'span',
      {
        role: 'columnheader',
        class: classOf(column),
        'aria-sort': column.sort && column.sort === sort ? (order === 'desc' ? 'descending' : 'ascending') : undefined,
      },
      column.sort ? el('button', { onclick: () => this.onSort(column.sort) }, column.title) : column.title))));
  }

  /** True when the last row is in sight: then new rows are followed. */
  get isAtEnd() {
    return this.body.scrollTop + this.body.clientHeight >= this.source.length * this.row - this.row;
  }

  update(source, { follow = false } = {}) {
    this.source = source;
    this.space.style.height = `${source.length * this.row}px`;
    this.element.setAttribute('aria-rowcount', source.length);
    if (follow) {
      this.body.scrollTop = source.length * this.row;
    }

    this.schedule();
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  draw() {
    const first = Math.max(0, Math.floor(this.body.scrollTop / this.row) - MARGIN);
    const last = Math.min(this.source.length, Math.ceil((this.body.scrollTop + this.body.clientHeight) / this.row) + MARGIN);
    this.onRange?.(first, last);
    for (const [index, row] of this.rows) {
      if (index < first || index >= last) {
        row.element.remove();
        this.rows.delete(index);
      }
    }

    for (let index = first; index < last; index++) {
      this.drawRow(index);
    }
  }

  drawRow(index) {
    const value = this.source.get(index);
    let row = this.rows.get(index);
    if (!row) {
      row = { element: el('div', { class: 'row', role: 'row', 'data-index': index, 'aria-rowindex': index + 1 }) };
      row.element.style.transform = `translateY(${index * this.row}px)`;
      this.space.append(row.element);
      this.rows.set(index, row);
    }

    row.element.setAttribute('aria-selected', index === this.selected);
    if (row.value !== value || !value) {
      row.value = value;
      row.element.classList.toggle('pending', !value);
      row.element.replaceChildren(...(value
        ? this.laid(this.columns.map(column => el('span', { role: 'gridcell', class: classOf(column) }, column.render(value))))
        : [el('span', { role: 'gridcell' }, '…')]));
    }

    row.element.classList.toggle('edge', index + 1 === this.edge);
    row.element.classList.toggle('same', !!value && !!this.mark?.(value));
  }

  select(index) {
    this.selected = Math.min(Math.max(index, 0), this.source.length - 1);
    const top = this.selected * this.row;
    if (top < this.body.scrollTop) {
      this.body.scrollTop = top;
    } else if (top + this.row > this.body.scrollTop + this.body.clientHeight) {
      this.body.scrollTop = top + this.row - this.body.clientHeight;
    }

    this.schedule();
  }

  open() {
    const value = this.source.get(this.selected);
    if (value) {
      this.onOpen(value);
    }
  }

  /** True when the key was for the list. */
  key(event) {
    switch (event.key) {
      case 'j': case 'ArrowDown': this.select(this.selected + 1); return true;
      case 'k': case 'ArrowUp': this.select(this.selected - 1); return true;
      case 'PageDown': this.select(this.selected + Math.floor(this.body.clientHeight / this.row)); return true;
      case 'PageUp': this.select(this.selected - Math.floor(this.body.clientHeight / this.row)); return true;
      case 'g': case 'Home': this.select(0); return true;
      case 'G': case 'End': this.select(this.source.length - 1); return true;
      case 'Enter': this.open(); return true;
      default: return false;
    }
  }

  dispose() {
    this.resize.disconnect();
  }
}
