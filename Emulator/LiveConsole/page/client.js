// A WebSocket client: connects to a stage, sends what its routes take, and shows the frames of its connection.

import { api } from './api.js';
import { FrameLog } from './frames.js';
import { saved } from './saved.js';
import { templateOf } from './template.js';
import { attempt, el, toast } from './words.js';

const NOT_OF_MESSAGES = ['$connect', '$disconnect'];

export class ClientView {
  constructor(app) {
    this.app = app;
    this.texts = new Map();
    this.log = new FrameLog(app);
    this.stage = el('select', { id: 'client-stage', onchange: () => this.stageChanged() });
    this.query = el('input', { id: 'client-query', class: 'mono', placeholder: 'name=value&…', autocomplete: 'off', spellcheck: 'false' });
    this.subprotocols = el('input', { id: 'client-subprotocols', class: 'mono', placeholder: 'one, another', autocomplete: 'off', spellcheck: 'false' });
    this.connectButton = el('button', { class: 'primary', id: 'client-connect', onclick: () => this.connect() }, 'Connect');
    this.code = el('input', { id: 'client-code', class: 'mono', value: '1000', inputmode: 'numeric', size: '5', title: 'A browser closes with 1000, or 3000 to 4999.' });
    this.reason = el('input', { id: 'client-reason', placeholder: 'none', autocomplete: 'off' });
    this.closeButton = el('button', { id: 'client-close', disabled: true, onclick: () => this.close() }, 'Close');
    this.state = el('p', { class: 'client-state', role: 'status', id: 'client-state', 'data-state': 'closed' }, 'not connected');
    this.route = el('select', { id: 'client-route', onchange: () => this.routeChanged() });
    this.editor = el('textarea', { id: 'client-text', rows: 9, spellcheck: 'false', oninput: () => this.texts.set(this.place, this.editor.value), onkeydown: event => this.editorKey(event) });
    this.sendButton = el('button', { class: 'primary', id: 'client-send', disabled: true, title: 'Ctrl+Enter', onclick: () => this.send() }, 'Send');
    this.name = el('input', { id: 'client-name', placeholder: 'name', autocomplete: 'off', onkeydown: event => event.key === 'Enter' && this.save() });
    this.list = el('ul', { class: 'saved', 'aria-label': 'Saved messages' });
    this.file = el('input', { type: 'file', accept: 'application/json,.json', hidden: true, 'aria-label': 'File of saved messages', onchange: () => this.import() });
    const field = (label, input, more) => el('div', { class: `field ${more ?? ''}` }, el('label', { for: input.id }, label), input);
    this.element = el('div', { class: 'view' }, el('div', { class: 'client' },
      el('div', { class: 'client-forms' },
        el('article', { class: 'card' },
          el('h2', {}, 'Connection'),
          el('div', { class: 'fields' }, field('Stage', this.stage, 'wide'), field('Query string', this.query), field('Subprotocols', this.subprotocols)),
          el('p', { class: 'dim' }, 'A browser lets no page set headers of a WebSocket: what an authorizer reads there, give it in the query string or as a subprotocol.'),
          el('div', { class: 'actions' }, this.connectButton, el('span', { class: 'gap' }),
            el('label', { for: this.code.id, class: 'dim' }, 'code'), this.code, el('label', { for: this.reason.id, class: 'dim' }, 'reason'), this.reason, this.closeButton),
          this.state),
        el('article', { class: 'card' },
          el('h2', {}, 'Message'),
          el('div', { class: 'actions' }, el('label', { for: this.route.id, class: 'dim' }, 'route'), this.route,
            el('button', { onclick: () => this.fill(this.template()), title: 'What the route selection expression asks for' }, 'Template')),
          el('div', { class: 'field' }, el('label', { for: this.editor.id, class: 'sr-only' }, 'Text of the message'), this.editor),
          el('div', { class: 'actions' }, this.sendButton, el('span', { class: 'dim keys' }, el('kbd', {}, 'Ctrl'), ' ', el('kbd', {}, 'Enter')), el('span', { class: 'gap' }),
            el('label', { for: this.name.id, class: 'sr-only' }, 'Name to save it by'), this.name, el('button', { id: 'client-save', onclick: () => this.save() }, 'Save')),
          el('h3', {}, 'Saved for this route'),
          this.list,
          el('div', { class: 'actions' }, el('button', { onclick: () => this.export() }, 'Export all'), el('button', { onclick: () => this.file.click() }, 'Import …'), this.file))),
      this.log.element));
  }

  enter() {
    const stages = this.app.state?.stages ?? [];
    const known = JSON.stringify(stages);
    if (known !== this.known) {
      this.known = known;
      const chosen = this.stage.value;
      this.stage.replaceChildren(...stages.map((stage, index) => el('option', { value: index }, `${stage.api} / ${stage.name}`)));
      this.stage.value = stages[chosen] ? chosen : '0';
      this.stageChanged();
    }
  }

  batch({ events }) {
    this.log.batch(events);
  }

  get chosen() {
    return this.app.state.stages[Number(this.stage.value)];
  }

  get stageKey() {
    return `${this.chosen.api}/${this.chosen.name}`;
  }

  get place() {
    return `${this.stageKey} ${this.route.value}`;
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  template() {
    return templateOf(this.chosen.routeSelectionExpression, this.route.value);
  }

  stageChanged() {
    const before = this.route.value;
    const routes = (this.chosen?.routes ?? []).filter(route => !NOT_OF_MESSAGES.includes(route.routeKey));
    this.route.replaceChildren(...routes.map(route => el('option', { value: route.routeKey }, `${route.routeKey}${route.function ? ` → ${route.function}` : ''}`)));
    // A route of its own says more than $default does.
    this.route.value = (routes.find(route => route.routeKey === before) ?? routes.find(route => route.routeKey !== '$default') ?? routes[0])?.routeKey ?? '';
    this.routeChanged();
  }

  routeChanged() {
    if (this.chosen && this.route.value) {
      this.editor.value = this.texts.get(this.place) ?? this.template();
      this.drawSaved();
    }
  }

  fill(text) {
    this.editor.value = text;
    this.texts.set(this.place, text);
    this.editor.focus();
  }

  editorKey(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.send();
    }
  }

  /** The stage as this page reaches it: by the same name, and with TLS where the page has it. */
  url() {
    const url = new URL(this.chosen.webSocketUrl);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hostname = location.hostname;
    url.search = this.query.value.trim().replace(/^\?/, '');
    return url;
  }

  async connect() {
    this.connectButton.disabled = true;
    const before = await attempt(() => api.messages({ limit: 1 }));
    const subprotocols = this.subprotocols.value.split(',').map(each => each.trim()).filter(each => each.length > 0);
    let socket;
    try {
      socket = new WebSocket(this.url(), subprotocols);
    } catch (error) {
      this.say('closed', error.message);
      return;
    }

    this.socket = socket;
    const begun = Date.now();
    const stage = this.chosen.name;
    this.log.begin();
    this.say('connecting', 'connecting …');
    socket.onopen = async () => {
      this.say('open', `open${socket.protocol ? `, subprotocol ${socket.protocol}` : ''}`);
      await this.findConnection(socket, stage, begun);
    };
    socket.onmessage = event => this.log.received(event.data);
    socket.onclose = event => {
      if (this.socket === socket) {
        const wasOpen = this.state.dataset.state === 'open' || this.state.dataset.state === 'closing';
        this.say('closed', wasOpen ? `closed with ${event.code}${event.reason ? `: ${event.reason}` : ''}` : 'refused');
        wasOpen ? this.log.note(this.state.textContent) : this.sayWhy(before?.next ?? 0);
      }
    };
  }

  /** The browser doesn't know the connection's id, and the emulator does. */
  async findConnection(socket, stage, begun) {
    const answer = await attempt(() => api.connections({ sort: 'since', order: 'desc', limit: 50, filter: navigator.userAgent }));
    const mine = (answer?.connections ?? []).filter(each => each.stage === stage && each.userAgent === navigator.userAgent && Date.parse(each.connectedAt) >= begun - 100);
    if (mine.length === 1 && this.socket === socket) {
      this.log.of(mine[0].id);
      this.state.append(' · ', el('button', { class: 'link mono', onclick: () => this.app.openConnection(mine[0].id) }, mine[0].id));
    }
  }

  /** A browser isn't told why a handshake is refused; the console is. */
  async sayWhy(after) {
    const answer = await attempt(() => api.messages({ after, failed: true }));
    const refused = answer?.messages.findLast(message => message.kind === 'handshake' || message.routeKey === '$connect');
    const sentence = refused ? refused.why.map(why => why.sentence).join(' ') : 'The handshake failed: is the emulator there?';
    this.state.replaceChildren(sentence, ...refused ? [' ', el('button', { class: 'link', onclick: () => this.app.openMessage(refused) }, 'its way')] : []);
    this.log.note(sentence);
  }

  say(state, words) {
    this.state.dataset.state = state;
    this.state.replaceChildren(words);
    this.connectButton.disabled = state !== 'closed';
    this.closeButton.disabled = state === 'closed' || state === 'closing';
    this.sendButton.disabled = state !== 'open';
    this.stage.disabled = state !== 'closed';
  }

  close() {
    try {
      this.socket.close(Number(this.code.value), this.reason.value);
      this.say('closing', 'closing …');
    } catch (error) {
      toast(`${error.message} A page may close with 1000, or with 3000 to 4999.`);
    }
  }

  send() {
    if (!this.isOpen) {
      toast('Connect first.');
      return;
    }

    this.socket.send(this.editor.value);
    this.log.sent(this.editor.value);
  }

  save() {
    const name = this.name.value.trim();
    if (name === '') {
      toast('Give it a name.');
      this.name.focus();
      return;
    }

    saved.save(this.stageKey, this.route.value, name, this.editor.value);
    this.name.value = '';
    this.drawSaved();
    toast(`${name} is saved for ${this.route.value}`);
  }

  drawSaved() {
    const messages = saved.of(this.stageKey, this.route.value);
    this.list.replaceChildren(...messages.length === 0 ? [el('li', { class: 'dim' }, 'none yet')] : messages.map(({ name, text }) => el('li', {},
      el('button', { class: 'link', title: text, onclick: () => this.fill(text) }, name),
      el('button', { class: 'quiet', 'aria-label': `Delete ${name}`, title: 'Delete', onclick: () => this.remove(name) }, '✕'))));
  }

  remove(name) {
    saved.remove(this.stageKey, this.route.value, name);
    this.drawSaved();
  }

  export() {
    const link = el('a', { href: URL.createObjectURL(new Blob([saved.export()], { type: 'application/json' })), download: 'messages.json' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }

  async import() {
    const [file] = this.file.files;
    this.file.value = '';
    if (file) {
      await attempt(async () => {
        const found = saved.import(await file.text());
        this.drawSaved();
        toast(`${found} ${found === 1 ? 'message' : 'messages'} imported`);
      });
    }
  }

  key() {
    return false;
  }
}
