// The panel at the side: a message's way, a connection, an event, and the forms.

import { api } from './api.js';
import { invokeForm } from './functions.js';
import { way } from './follow.js';
import { whyOf } from './why.js';
import { attempt, bytes, confirmed, count, duration, el, isBad, kind, sentence, text, time, toast } from './words.js';

export class Detail {
  constructor(app) {
    this.app = app;
    this.element = document.getElementById('detail');
  }

  get isOpen() {
    return !this.element.hidden;
  }

  show(title, id, content, refresh) {
    const wasOpen = this.isOpen;
    this.refresh = refresh;
    this.element.replaceChildren(
      el('div', { class: 'title' }, el('h2', {}, title), el('span', { class: 'mono' }, id ?? ''), el('span', { class: 'gap' }),
        el('button', { class: 'quiet', 'aria-label': 'Close', title: 'Esc', onclick: () => this.close() }, '✕')),
      el('div', { class: 'content' }, content));
    this.element.hidden = false;
    this.app.lockChanges();
    if (!wasOpen) {
      this.back = document.activeElement;
    }
  }

  close() {
    this.element.hidden = true;
    this.refresh = undefined;
    this.concerns = () => false;
    this.app.followed(undefined);
    this.back?.focus();
  }

  batch({ events }) {
    if (this.isOpen && this.refresh && !this.app.paused && events.some(event => this.concerns(event))) {
      this.soon ??= setTimeout(async () => {
        this.soon = undefined;
        const content = await attempt(() => this.refresh?.());
        const old = this.element.querySelector('.content');
        // Not under the hands of somebody who types.
        const hasFocus = old?.contains(document.activeElement);
        if (content && old && !(hasFocus && document.activeElement.matches('textarea, input, select'))) {
          const top = old.scrollTop;
          old.replaceChildren(content);
          old.scrollTop = top;
          hasFocus && this.element.focus();
          this.app.lockChanges();
        }
      }, 250);
    }
  }

  async follow(messageId) {
    this.app.followed(messageId);
    const make = () => way(this.app, messageId);
    const content = await attempt(make);
    if (content) {
      this.concerns = event => event.messageId === messageId;
      this.show('Message', messageId, content, make);
    }
  }

  /** A message's way; of what stands by itself, what there is. */
  message(message) {
    if (message.id) {
      return this.follow(message.id);
    }

    this.app.followed(undefined);
    this.concerns = () => false;
    this.show('Event', String(message.sequence), el('div', {},
      whyOf(message),
      factsOf({ time: time(message.time), connection: message.connectionId, function: message.function }),
      message.connectionId ? el('div', { class: 'actions' }, el('button', { onclick: () => this.connection(message.connectionId) }, 'Open its connection')) : null));
  }

  event(event) {
    // A denial is read whole; its message is a step away.
    if (event.messageId && event.kind !== 'denied') {
      return this.follow(event.messageId);
    }

    if (event.connectionId && event.kind !== 'denied') {
      return this.connection(event.connectionId);
    }

    this.app.followed(undefined);
    this.concerns = () => false;
    const isDenial = event.kind === 'denied';
    const facts = {
      time: time(event.time),
      [isDenial ? 'caller' : 'function']: event.function ?? (isDenial ? 'unknown' : undefined),
      action: event.name,
      [isDenial ? 'resource' : 'status']: isDenial ? event.text : event.status,
      [isDenial ? 'reason' : 'detail']: event.detail,
      environment: event.environment,
      request: event.requestId,
      message: event.messageId,
    };
    this.show(isDenial ? 'Denial' : 'Event', String(event.sequence), el('div', {}, kind(event), factsOf(facts),
      event.messageId ? el('div', { class: 'actions' }, el('button', { onclick: () => this.follow(event.messageId) }, 'Follow its message')) : null,
      isDenial ? null : el('h3', {}, 'Text'), isDenial ? null : text(event)));
  }

  async connection(id) {
    this.app.followed(undefined);
    const make = async () => this.connectionContent(id, await api.connection(id));
    const content = await attempt(make);
    if (content) {
      this.concerns = event => event.connectionId === id;
      this.show('Connection', id, content, make);
    }
  }

  connectionContent(id, { connection, events }) {
    return el('div', {},
      connection
        ? factsOf({
          stage: connection.stage,
          state: connection.isOpen ? 'open' : 'pending',
          since: `${time(connection.connectedAt)}, ${duration(connection.ageMs)}`,
          idle: duration(connection.idleMs),
          identity: `${connection.sourceIp} ${connection.userAgent ?? ''}`,
          principal: connection.principalId,
          subprotocol: connection.subprotocol ?? 'none',
          in: `${count(connection.messagesIn)} messages, ${bytes(connection.bytesIn)}`,
          out: `${count(connection.messagesOut)} messages, ${bytes(connection.bytesOut)}`,
        })
        : el('p', { class: 'dim' }, 'Gone. Its events are kept for a while.'),
      connection ? el('div', { class: 'actions' },
        el('button', { class: 'change', onclick: () => this.send(id) }, 'Send a frame …'),
        el('button', { class: 'change danger', onclick: () => this.closeConnection(id) }, 'Close it …')) : null,
      el('h3', {}, 'Frames and events'),
      el('table', {}, el('tbody', {}, ...events.slice().reverse().map(event => el('tr', { 'data-kind': event.kind },
        el('td', { class: 'mono dim' }, time(event.time)),
        el('td', {}, kind(event)),
        el('td', { class: isBad(event) ? 'bad' : '' }, shortened(sentence(event))),
        el('td', { class: 'num dim' }, bytes(event.bytes)),
        el('td', { class: 'num' }, event.messageId ? el('button', { class: 'link', onclick: () => this.follow(event.messageId) }, 'follow') : ''))))));
  }

  /** @param id null: to all. */
  send(id) {
    this.app.followed(undefined);
    this.concerns = () => false;
    const editor = el('textarea', { rows: 6, id: 'frame', 'aria-label': 'Text of the frame', spellcheck: 'false' });
    const button = el('button', { class: 'primary change', id: 'send-frame' }, id === null ? 'Send to all' : 'Send');
    const sent = el('div', {});
    button.onclick = async () => {
      const answer = await attempt(() => api.send(id, editor.value));
      if (answer) {
        sent.replaceChildren(el('p', {}, `${count(answer.sent)} sent${answer.refused > 0 ? `, ${count(answer.refused)} refused` : ''}. `,
          el('button', { class: 'link', onclick: () => this.follow(answer.messageId) }, 'follow it')));
      }
    };
    this.show('Send', id ?? 'to all', el('div', {},
      el('p', { class: 'dim' }, 'A text frame to the client, as a POST to @connections sends it; no function is asked.'),
      editor, el('div', { class: 'actions' }, button), sent));
    editor.focus();
  }

  async closeConnection(id) {
    if (await confirmed(`Close ${id}? The client gets a Close with 1000, and $disconnect runs.`)) {
      await attempt(() => api.close(id)) && toast(`${id} is closed`);
    }
  }

  async invoke(name) {
    this.app.followed(undefined);
    this.concerns = () => false;
    const form = await attempt(() => invokeForm(this.app, name));
    form && this.show('Invoke', name, form);
  }
}

const shortened = words => words.length > 160 ? `${words.slice(0, 160)}…` : words;

const factsOf = facts => el('dl', { class: 'facts' }, ...Object.entries(facts)
  .filter(([, value]) => value !== undefined && value !== null && value !== '')
  .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]));
