// The frames of the console's own connection, as they come and go; each leads to its message's way once the emulator has told of it.

import { bytes, count, el, pretty, time } from './words.js';

const KEPT = 500;

export class FrameLog {
  constructor(app) {
    this.app = app;
    this.list = el('ol', {});
    this.log = el('div', { class: 'frames', role: 'log', 'aria-label': 'Frames', tabindex: '0' }, this.list);
    this.note_ = el('span', { class: 'note' });
    this.element = el('section', { class: 'client-frames', 'aria-label': 'Frames of this connection' },
      el('div', { class: 'bar' }, el('h2', {}, 'Frames'), el('span', { class: 'gap' }), this.note_, el('button', { onclick: () => this.clear() }, 'Clear')),
      this.log);
    this.clear();
  }

  begin() {
    this.connection = undefined;
    this.waiting = [];
    this.early = [];
  }

  clear() {
    this.begin();
    this.counts = { out: 0, in: 0 };
    this.list.replaceChildren(el('li', { class: 'empty' }, 'Connect, and what is sent and received stands here.'));
    this.say();
  }

  /** From now on events of this connection are looked for. */
  of(connectionId) {
    this.connection = connectionId;
    this.batch(this.early);
    this.early = [];
  }

  sent(text) {
    this.add('frameIn', text);
  }

  received(text) {
    this.add('frameOut', text);
  }

  note(words) {
    this.append(el('li', { class: 'dim' }, el('time', {}, time(new Date().toISOString())), el('span', { class: 'wide' }, words)));
  }

  /** As the emulator sees it: what the client sends comes in. */
  add(kind, text) {
    const way = el('span', { class: 'to-way' });
    const size = new Blob([text]).size;
    this.append(el('li', { 'data-kind': kind },
      el('time', {}, time(new Date().toISOString())),
      el('span', { class: `kind ${kind}`, 'data-mark': kind === 'frameIn' ? '→' : '←' }, kind === 'frameIn' ? 'sent' : 'received'),
      el('span', { class: 'dim num' }, bytes(size)), way,
      el('pre', {}, pretty(text))));
    this.waiting.push({ kind, text, way });
    this.counts[kind === 'frameIn' ? 'out' : 'in']++;
    this.say();
  }

  append(line) {
    const isAtEnd = this.log.scrollTop + this.log.clientHeight >= this.log.scrollHeight - 8;
    this.list.querySelector('.empty')?.remove();
    this.list.append(line);
    while (this.list.childElementCount > KEPT) {
      this.list.firstElementChild.remove();
    }

    if (isAtEnd) {
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  batch(events) {
    const frames = events.filter(event => event.kind === 'frameIn' || event.kind === 'frameOut');
    if (!this.connection) {
      this.early = [...this.early, ...frames].slice(-KEPT);
      return;
    }

    for (const event of frames.filter(event => event.connectionId === this.connection && event.messageId)) {
      const at = this.waiting.findIndex(each => each.kind === event.kind && (event.isCut ? each.text.startsWith(event.text ?? '') : each.text === (event.text ?? '')));
      if (at >= 0) {
        const [{ way }] = this.waiting.splice(at, 1);
        way.replaceChildren(el('button', { class: 'link', onclick: () => this.app.follow(event.messageId) }, 'its way'));
      }
    }

    this.waiting = this.waiting.slice(-KEPT);
  }

  say() {
    this.note_.textContent = `${count(this.counts.out)} sent · ${count(this.counts.in)} received`;
  }
}
