// Functions with their environments, latest invocations and log; and the form that invokes one.

import { api } from './api.js';
import { attempt, bytes, duration, el, pretty, sentence, text, time } from './words.js';

export class FunctionsView {
  constructor(app) {
    this.app = app;
    this.cards = el('div', { class: 'cards' });
    this.filter = el('input', { type: 'search', placeholder: 'Filter log and invocations   ( / )', 'aria-label': 'Filter', oninput: () => this.draw() });
    this.element = el('div', { class: 'view' },
      el('div', { class: 'bar' }, this.filter, el('span', { class: 'gap' })),
      el('div', { class: 'scrolling' }, this.cards));
    this.functions = [];
    this.open = new Set();
  }

  enter() {
    this.refresh();
    this.timer = setInterval(() => this.app.paused || this.refresh(), 2_000);
  }

  leave() {
    clearInterval(this.timer);
  }

  batch({ events }) {
    if (events.some(event => event.function)) {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        this.refresh();
      }, 300);
    }
  }

  async refresh() {
    this.functions = await attempt(() => api.functions({ limit: 120 })) ?? this.functions;
    this.draw();
  }

  draw() {
    // What somebody reads in a log must not jump away under them.
    const places = new Map([...this.cards.querySelectorAll('.lines')].map(log => [log.dataset.name, { top: log.scrollTop, end: log.scrollTop + log.clientHeight >= log.scrollHeight - 4 }]));
    this.cards.replaceChildren(...this.functions.map(each => this.card(each)));
    for (const log of this.cards.querySelectorAll('.lines')) {
      const place = places.get(log.dataset.name);
      log.scrollTop = !place || place.end ? log.scrollHeight : place.top;
    }

    this.app.lockChanges();
  }

  card(each) {
    const wanted = this.filter.value.trim().toLowerCase();
    const matches = event => wanted === '' || [event.text, event.requestId, event.detail, event.name].some(value => value?.toLowerCase().includes(wanted));
    const ended = each.events.filter(event => event.kind === 'invocationEnded' && matches(event)).slice(-8).reverse();
    const dead = each.events.filter(event => event.kind === 'givenUp' && matches(event)).slice(-8).reverse();
    const lines = each.events.filter(event => event.kind === 'log' && matches(event));
    return el('article', { class: 'card', 'aria-label': each.name },
      el('div', { class: 'top' },
        el('h2', {}, each.name),
        el('span', { class: 'dim' }, `${each.runtime} · ${each.handler === each.name ? '' : `${each.handler} · `}${duration(each.timeoutMs)} · ${each.memorySizeInMB} MB`),
        el('button', { class: 'change', onclick: () => this.app.openInvoke(each.name) }, 'Invoke …')),
      el('h3', {}, `Environments ${each.environments.length} of ${each.maxEnvironments}${each.queued > 0 ? ` · ${each.queued} events wait` : ''}${each.isStartedElsewhere ? ' · attached' : ''}`),
      each.environments.length === 0 ? el('span', { class: 'dim' }, 'none is up') : el('div', { class: 'actions' }, ...each.environments.map(environment => el(
        'span', { class: `state ${environment.state}`, title: `${environment.id}${environment.requestId ? ` has ${environment.requestId}` : ''}` },
        `${environment.id.slice(0, 6)} ${environment.state}${environment.isWarm ? '' : ' (cold)'}${environment.busyMs ? ` ${duration(environment.busyMs)}` : ''}`))),
      this.variables(each),
      el('h3', {}, 'Latest invocations'),
      ended.length === 0 ? el('span', { class: 'dim' }, 'none') : el('table', {}, el('tbody', {}, ...ended.map(event => el('tr', {},
        el('td', { class: 'mono dim' }, time(event.time)),
        el('td', { class: event.detail === 'responded' ? '' : 'bad' }, event.detail + (event.name ? ` ${event.name}` : '')),
        el('td', { class: 'num' }, duration(event.durationMs)),
        el('td', { class: 'num dim' }, bytes(event.bytes)),
        el('td', { class: 'mono' }, event.messageId
          ? el('button', { class: 'link', onclick: () => this.app.follow(event.messageId) }, event.messageId)
          : el('span', { class: 'dim' }, event.requestId.slice(0, 8))))))),
      ...dead.length === 0 ? [] : [el('h3', {}, 'Events given up'), el('table', {}, el('tbody', {}, ...dead.map(event => el('tr', {},
        el('td', { class: 'mono dim' }, time(event.time)),
        el('td', { class: 'bad' }, sentence(event)),
        el('td', { class: 'num dim' }, bytes(event.bytes))))))],
      el('h3', {}, 'Log'),
      el('div', { class: 'lines', 'data-name': each.name, tabindex: '0', 'aria-label': `Log of ${each.name}` }, ...lines.length === 0
        ? [el('span', { class: 'dim' }, 'nothing was written')]
        : lines.map(line => el('div', {}, el('time', {}, time(line.time)), el('span', {}, line.text ?? '(not kept any more)')))));
  }

  // What is open stays open when the cards are drawn anew.
  variables(each) {
    return el('details', { open: this.open.has(each.name), ontoggle: event => event.target.open ? this.open.add(each.name) : this.open.delete(each.name) },
      el('summary', {}, `Variables ${each.variables.length}`),
      el('table', {}, el('tbody', {}, ...each.variables.map(variable => el('tr', {},
        el('td', { class: 'mono' }, variable.name),
        variable.value === undefined || variable.value === null ? el('td', { class: 'dim' }, 'not shown: it may be a secret') : el('td', { class: 'mono' }, variable.value))))));
  }

  key() {
    return false;
  }
}

/** The form that invokes a function: with an event that it had, or one of your own. */
export async function invokeForm(app, name) {
  const editor = el('textarea', { rows: 18, spellcheck: 'false', 'aria-label': 'Event' });
  editor.value = '{}';
  const answer = el('div', {});
  const source = el('select', { 'aria-label': 'Take an event' });
  const run = el('button', { class: 'primary change' }, 'Invoke');
  const { events } = await api.events({ function: name, kinds: 'invocationStarted', limit: 30 });
  const usable = events.filter(event => event.text && !event.isCut).reverse();
  source.append(...usable.map((event, index) => el('option', { value: index }, `event of ${time(event.time)}  ${event.messageId ?? ''}`)), el('option', { value: 'own' }, 'an event of my own'));
  source.onchange = () => {
    editor.value = source.value === 'own' ? '{}' : pretty(usable[Number(source.value)].text);
  };
  source.onchange();

  run.onclick = async () => {
    run.disabled = true;
    const outcome = await attempt(() => api.invoke(name, editor.value));
    run.disabled = false;
    if (outcome) {
      answer.replaceChildren(
        el('h3', {}, 'Answer'),
        el('p', {}, el('b', { class: outcome.outcome === 'responded' ? '' : 'bad' }, outcome.outcome), ` after ${duration(outcome.durationMs)}  ${outcome.errorType ?? ''} `,
          el('button', { class: 'link', onclick: () => app.follow(outcome.messageId) }, 'follow it')),
        outcome.text === undefined ? '' : text({ text: outcome.text }));
    }
  };

  return el('div', {}, el('h3', {}, 'Event'), source, el('p', {}, editor), el('div', { class: 'actions' }, run), answer);
}
