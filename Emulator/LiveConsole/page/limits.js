// What is in force: faults, limits, and how the emulator was started.

import { api } from './api.js';
import { FaultSliders } from './faults.js';
import { attempt, count, el } from './words.js';

export class LimitsView {
  constructor(app) {
    this.app = app;
    this.faults = new FaultSliders(app);
    this.content = el('div', { class: 'cards' });
    this.element = el('div', { class: 'view' }, el('div', { class: 'scrolling', tabindex: '0', 'aria-label': 'Limits and faults' }, this.faults.element, this.content));
  }

  async enter() {
    void this.faults.load();
    const state = await attempt(() => api.state());
    if (!state) {
      return;
    }

    const table = rows => el('table', {}, el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((cell, index) => el('td', { class: index === 1 ? 'num' : index === 2 ? 'dim' : '' }, cell))))));
    const card = (title, ...content) => el('article', { class: 'card' }, el('h2', {}, title), ...content);
    this.content.replaceChildren(
      card('Limits in force', table(state.limits.map(limit => [limit.name, limit.value, limit.scope]))),
      card('Checks',
        el('p', {}, `IAM is ${state.isIamOn ? 'on: signatures and permissions are checked' : 'OFF: what works here may be denied on AWS'}.`),
        el('p', {}, `Rates are ${state.areRatesEnforced ? 'enforced' : 'off'}. Region ${state.region}.`),
        el('p', { class: 'dim' }, `The journal keeps the last ${count(state.journal.capacity)} events, and ${count(state.journal.maxTextBytes)} bytes of a text.`)),
      ...state.stages.map(stage => card(`${stage.api}, stage ${stage.name}`,
        el('p', { class: 'mono' }, stage.webSocketUrl),
        el('p', { class: 'mono dim' }, `${stage.routeSelectionExpression}`),
        table(stage.routes.map(route => [route.routeKey, route.function ?? 'no function', route.isTwoWay ? 'two-way' : 'one-way'])))));
  }

  key() {
    return false;
  }
}
