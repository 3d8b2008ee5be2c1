// The page: its views, the stream that feeds them, and the keyboard.

import { api, stream } from './api.js';
import { ClientView } from './client.js';
import { ConnectionsView } from './connections.js';
import { Detail } from './detail.js';
import { EventsView } from './events.js';
import { FunctionsView } from './functions.js';
import { LimitsView } from './limits.js';
import { MessagesView } from './messages.js';
import { TablesView } from './tables.js';
import { attempt, count, el } from './words.js';

const $ = id => document.getElementById(id);
const tabs = [...document.querySelectorAll('[role=tab]')];

const app = {
  paused: false,
  following: undefined,
  state: undefined,
  openEvent: event => detail.event(event),
  openMessage: message => detail.message(message),
  openConnection: id => detail.connection(id),
  openSend: id => detail.send(id),
  openInvoke: name => detail.invoke(name),
  follow: messageId => detail.follow(messageId),
  followed(messageId) {
    app.following = messageId;
    views.events.remark();
    views.messages.grid.schedule();
  },
  counted(view) {
    if (view === views.denials) {
      $('denial-count').textContent = view.all.length > 0 ? count(view.all.length) : '';
      $('denial-count').classList.toggle('alert', view.all.length > 0);
    } else if (view === views.messages) {
      $('failed-count').textContent = view.failed > 0 ? count(view.failed) : '';
    }
  },
  refreshState: () => refreshState(),
  lockChanges() {
    for (const button of document.querySelectorAll('.change')) {
      button.disabled = !app.state?.canChange;
      button.title = app.state?.canChange ? '' : 'Needs the token: open the address in the line "console" of the emulator\'s start.';
    }
  },
  togglePause() {
    app.paused = !app.paused;
    views.messages.paused(app.paused);
    views.events.paused(app.paused);
    views.denials.paused(app.paused);
    say(app.paused ? 'paused' : 'live');
  },
};

const views = {
  messages: new MessagesView(app),
  events: new EventsView(app),
  connections: new ConnectionsView(app),
  client: new ClientView(app),
  functions: new FunctionsView(app),
  tables: new TablesView(app),
  denials: new EventsView(app, { kinds: ['denied'], title: 'IAM denials' }),
  limits: new LimitsView(app),
};
const detail = new Detail(app);
let current;

function say(state) {
  $('live').dataset.state = state;
  $('live').textContent = { live: 'live', paused: 'paused', lost: 'connection lost, trying again', connecting: 'connecting' }[state];
}

function go(name) {
  if (!views[name] || views[name] === current) {
    return;
  }

  current?.leave?.();
  current = views[name];
  for (const tab of tabs) {
    tab.setAttribute('aria-selected', tab.dataset.view === name);
    tab.tabIndex = tab.dataset.view === name ? 0 : -1;
    tab.dataset.view === name && tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  $('view').replaceChildren(current.element);
  $('view').setAttribute('aria-labelledby', `tab-${name}`);
  current.enter?.();
  current.grid?.schedule();
  app.lockChanges();
  history.replaceState(null, '', `#${name}`);
}

function typing() {
  return document.activeElement?.matches('input:not([type=range]), textarea, select');
}

addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return;
  }

  if (event.key === 'Escape') {
    if (typing()) {
      // A search field would empty itself.
      event.preventDefault();
      document.activeElement.blur();
      current.grid?.body.focus();
    } else if (detail.isOpen) {
      detail.close();
    }

    return;
  }

  if (typing()) {
    if (event.key === 'Enter' && document.activeElement === current.filter) {
      current.grid?.body.focus();
    }

    return;
  }

  if (event.key >= '1' && event.key <= String(tabs.length)) {
    go(tabs[Number(event.key) - 1].dataset.view);
  } else if (event.key === '/') {
    current.filter?.focus();
    current.filter?.select();
  } else if (event.key === 'p') {
    app.togglePause();
  } else if (event.key === '?') {
    $('help').showModal();
  } else if (document.activeElement?.matches('[role=tab]') && ['ArrowLeft', 'ArrowRight'].includes(event.key)) {
    const at = tabs.indexOf(document.activeElement) + (event.key === 'ArrowRight' ? 1 : -1);
    tabs.at(at % tabs.length).focus();
    go(tabs.at(at % tabs.length).dataset.view);
  } else if (document.activeElement?.matches('button, summary, li, a') || detail.element.contains(document.activeElement) || !current.key(event)) {
    return;
  }

  event.preventDefault();
});

for (const tab of tabs) {
  tab.addEventListener('click', () => go(tab.dataset.view));
}

$('help-open').addEventListener('click', () => $('help').showModal());
$('unlock').addEventListener('submit', event => {
  event.preventDefault();
  location.assign(`/_console?token=${encodeURIComponent($('token').value)}`);
});

let shownFaults;
/** What goes wrong on purpose is said wherever one looks: else it is looked for in the code. */
function showFaults({ faults }) {
  const words = JSON.stringify(faults);
  if (shownFaults !== undefined && shownFaults !== words && current === views.limits) {
    // Somebody else changed them; what this page changed, its sliders show already.
    views.limits.faults.load();
  }

  shownFaults = words;
  const struck = faults.filter(fault => fault.name !== 'seed').length;
  $('fault-count').textContent = struck > 0 ? count(struck) : '';
  $('faults-in-force').hidden = faults.length === 0;
  $('faults-in-force').replaceChildren(
    el('b', {}, 'Faults on purpose:'),
    el('span', { class: 'mono' }, faults.map(fault => `${fault.name}=${fault.description}`).join(', ')),
    el('button', { class: 'change', id: 'faults-off', onclick: () => attempt(async () => {
      await api.endFaults();
      await refreshState();
      await views.limits.faults.load();
    }) }, 'Off'));
}

async function refreshState() {
  app.state = await attempt(() => api.state()) ?? app.state;
  if (app.state) {
    $('stage').textContent = app.state.stages.map(stage => stage.name).join(', ');
    $('connection-count').textContent = count(app.state.connections);
    $('locked').hidden = app.state.canChange;
    showFaults(app.state);
    current === views.client && views.client.enter();
    app.lockChanges();
  }
}

await refreshState();
// Others may change what is in force: the command line's caller, another page.
setInterval(() => document.hidden || refreshState(), 5_000);
const after = (app.state?.journal.next ?? 1) - 1;
await attempt(() => Promise.all([views.messages.load(), views.events.load(), views.denials.load()]));
go(location.hash.slice(1) || 'messages');
if (!current) {
  go('messages');
}

let stale;
stream(after, batch => {
  views.events.batch(batch);
  views.denials.batch(batch);
  views.messages.batch(batch);
  views.client.batch(batch);
  if (!app.paused) {
    if (![views.events, views.denials, views.messages, views.client].includes(current)) {
      current.batch?.(batch);
    }

    if (batch.events.some(event => event.kind === 'connected' || event.kind === 'closed')) {
      stale ??= setTimeout(() => {
        stale = undefined;
        refreshState();
      }, 300);
    }
  }

  detail.batch(batch);
}, state => {
  if (!app.paused) {
    say(state);
  }

  if (state === 'live') {
    // What happened while the connection was lost.
    views.messages.batch();
    refreshState();
  }
});
