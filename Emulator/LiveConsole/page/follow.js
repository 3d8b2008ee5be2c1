// One message's whole way, as a waterfall: frame, route, invocation, each post-back, each delivery.

import { api } from './api.js';
import { whyOf } from './why.js';
import { bytes, count, duration, el, headline, instant, isBad, isFault, kind, pretty, text, time, together } from './words.js';

const SHOWN = 400;

export async function way(app, messageId) {
  const { message, events: all } = await api.message(messageId);
  const { joined: events } = together(all);

  const steps = order(merge(events));
  const from = Math.min(...steps.map(step => step.start));
  const to = Math.max(...steps.map(step => step.end), from + 0.1);
  const deliveries = steps.filter(step => step.event.kind === 'frameOut').length;
  const posts = steps.filter(step => step.event.kind === 'postBack');
  const invocation = steps.find(step => step.kind === 'invocation');
  const figure = (value, name, bad) => el('div', {}, el('b', { class: bad ? 'bad' : '' }, value), el('span', {}, name));
  const first = events.find(event => event.kind === 'frameIn');

  return el('div', { id: 'way' },
    el('div', { class: 'summary' },
      figure(duration(to - from), 'in all'),
      invocation ? figure(duration(invocation.end - invocation.start), 'function') : null,
      figure(count(posts.length), posts.length === 1 ? 'post-back' : 'post-backs'),
      figure(count(deliveries), deliveries === 1 ? 'delivery' : 'deliveries'),
      problems(steps)),
    whyOf(message),
    first ? el('div', {}, el('h3', {}, 'Frame'), text(first)) : null,
    el('h3', {}, 'Way'),
    el('div', { class: 'scale', 'aria-hidden': 'true' }, el('span'), el('div', {}, el('span', {}, '0'), el('span', {}, duration((to - from) / 2)), el('span', {}, duration(to - from))), el('span')),
    el('ol', { class: 'way' }, ...steps.slice(0, SHOWN).map(step => line(app, step, from, to))),
    steps.length > SHOWN ? el('p', { class: 'dim' }, `and ${count(steps.length - SHOWN)} more`) : null,
    all.length >= 1_000 ? el('p', { class: 'cut' }, 'Only the newest 1,000 events of the message are shown.') : null,
    answerOf(events));
}

/** How many, and the way to each: one after the other. */
function problems(steps) {
  const found = steps.filter(step => isBad(step.event)).length;
  const content = [el('b', { class: found > 0 ? 'bad' : '' }, count(found)), el('span', {}, found === 1 ? 'problem' : 'problems')];
  if (found === 0) {
    return el('div', {}, ...content);
  }

  let next = 0;
  return el('button', {
    class: 'figure',
    title: 'Show the next one',
    onclick: pressed => {
      const lines = [...pressed.currentTarget.closest('#way').querySelectorAll('.way li.problem')];
      const line = lines[next++ % lines.length];
      line?.scrollIntoView({ block: 'center' });
      line?.focus();
    },
  }, ...content);
}

/** An invocation's begin and end become one bar; everything else is a point, or ends at its time. */
function merge(events) {
  const ends = new Map(events.filter(event => event.kind === 'invocationEnded').map(event => [event.requestId, event]));
  const begun = new Set(events.filter(event => event.kind === 'invocationStarted').map(event => event.requestId));
  const steps = [];
  for (const event of events) {
    const at = instant(event.time);
    if (event.kind === 'invocationStarted') {
      const end = ends.get(event.requestId);
      steps.push({ kind: 'invocation', event: end ?? event, begin: event, start: at, end: end ? instant(end.time) : at, waited: event.durationMs ?? 0, isOpen: !end });
    } else if (event.kind === 'invocationEnded' && begun.has(event.requestId)) {
      continue;
    } else if (event.kind === 'postBack') {
      steps.push({ kind: event.kind, event, start: at - (event.durationMs ?? 0), end: at });
    } else {
      steps.push({ kind: event.kind, event, start: at, end: at });
    }
  }

  return steps;
}

/** By their beginning; a delivery after the post-back that it comes from, the outcome at the end. */
function order(steps) {
  const waiting = new Map();
  const sorted = [];
  const rank = step => step.kind === 'integrated' ? step.end : step.start;
  for (const step of steps.filter(step => step.kind === 'frameOut')) {
    const queue = waiting.get(step.event.connectionId) ?? [];
    queue.push(step);
    waiting.set(step.event.connectionId, queue);
  }

  for (const step of steps.filter(step => step.kind !== 'frameOut').sort((a, b) => rank(a) - rank(b) || a.event.sequence - b.event.sequence)) {
    sorted.push(step);
    if (step.kind === 'postBack' && step.event.status === 200) {
      const delivery = waiting.get(step.event.connectionId)?.shift();
      if (delivery) {
        sorted.push({ ...delivery, isInner: true });
      }
    }
  }

  sorted.push(...[...waiting.values()].flat());
  return sorted;
}

function line(app, step, from, to) {
  const { event } = step;
  const place = at => `${(at - from) / (to - from) * 100}%`;
  const mark = el('span', { class: `bar-mark ${step.kind} ${isBad(event) ? 'bad' : ''}` });
  mark.style.left = step.start === to ? 'calc(100% - 3px)' : place(step.start);
  mark.style.width = `${(step.end - step.start) / (to - from) * 100}%`;
  const label = {
    invocation: () => `${step.isOpen ? 'running' : duration(step.end - step.start)}`,
    postBack: () => `${event.connectionId}`,
    frameOut: () => `${event.connectionId}`,
    frameIn: () => `${event.connectionId}`,
    routed: () => event.name ?? 'none matches',
    integrated: () => event.detail,
    log: () => headline(event),
    denied: () => `${event.name}, ${event.detail}`,
  }[step.kind]?.() ?? event.detail ?? '';
  const isInner = step.isInner || ['postBack', 'log'].includes(step.kind);
  const shown = step.kind === 'invocation' ? { kind: 'invocationStarted' } : event;
  const what = kind(shown);
  if (step.kind === 'postBack') {
    what.append(' ', el('b', { class: isBad(event) ? 'bad' : '' }, String(event.status)));
  } else if (step.kind === 'invocation') {
    what.replaceChildren(event.function);
  }

  const hint = [
    time(event.time),
    `+${duration(step.start - from)}`,
    step.end > step.start ? `took ${duration(step.end - step.start)}` : null,
    step.waited > 0.5 ? `waited ${duration(step.waited)} for an environment` : null,
    event.bytes ? bytes(event.bytes) : null,
    event.environment ? `environment ${event.environment.slice(0, 6)}` : null,
    isFault(event) ? 'on purpose' : null,
    event.detail,
  ].filter(Boolean).join(' · ');
  return el('li', {
    class: `${isInner ? 'inner' : ''} ${isBad(event) ? 'problem' : ''}`,
    tabindex: '0',
    title: hint,
    'data-kind': step.kind,
    'data-connection': event.connectionId,
    'data-status': event.status,
    onclick: () => open(app, step),
    onkeydown: pressed => pressed.key === 'Enter' && open(app, step),
  }, what, el('span', { class: 'track' }, mark), el('span', { class: 'what' }, label),
  step.kind === 'log' && event.more || isBad(event) && event.text && step.kind !== 'frameIn' ? el('pre', { class: `whole ${isFault(event) ? 'fault' : event.kind === 'log' ? 'log' : ''}` }, whole(event)) : null);
}

function open(app, { event }) {
  if (event.kind === 'denied') {
    app.openEvent(event);
  } else if (event.connectionId) {
    app.openConnection(event.connectionId);
  }
}

const whole = event => event.kind === 'denied' ? `${event.function ?? 'unknown caller'} may not ${event.name} on ${event.text}, ${event.detail}` : event.text;

function answerOf(events) {
  const started = events.find(event => event.kind === 'invocationStarted');
  const ended = events.find(event => event.kind === 'invocationEnded');
  const part = (title, event) => event ? el('details', {}, el('summary', {}, `${title} (${bytes(event.bytes ?? 0)})`), text(event) ?? el('span', { class: 'dim' }, 'empty')) : null;
  return started || ended ? el('div', {}, el('h3', {}, 'Event and answer'), part('The event that the function got', started), part(`The answer: ${ended?.detail}`, ended)) : null;
}
