// The console's HTTP API, and the stream of events.

const ROOT = '/_console/api';

// The sign-in leaves the token behind the '#'. It is kept for this tab and this origin, port included: a cookie would go to every program on
// this machine that answers on another port.
const TOKEN = 'console-token';
if (location.hash.startsWith('#token=')) {
  sessionStorage.setItem(TOKEN, decodeURIComponent(location.hash.slice('#token='.length)));
  history.replaceState(null, '', location.pathname);
}

export class ApiError extends Error {}

async function call(method, path, body) {
  const headers = body === undefined ? {} : { 'Content-Type': 'text/plain' };
  const token = sessionStorage.getItem(TOKEN);
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }

  const response = await fetch(ROOT + path, { method, body, headers });
  const json = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ApiError(json.message ?? `${method} ${path}: ${response.status}`);
  }

  return json;
}

const query = values => '?' + new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''));
const part = encodeURIComponent;

export const api = {
  state: () => call('GET', '/state'),
  connections: values => call('GET', '/connections' + query(values)),
  connection: id => call('GET', `/connections/${part(id)}`),
  events: values => call('GET', '/events' + query(values)),
  messages: values => call('GET', '/messages' + query(values ?? {})),
  message: id => call('GET', `/messages/${part(id)}`),
  functions: values => call('GET', '/functions' + query(values ?? {})),
  tables: () => call('GET', '/tables'),
  rows: (name, values) => call('GET', `/tables/${part(name)}/rows` + query(values)),
  send: (id, text) => call('POST', id === null ? '/connections/frames' : `/connections/${part(id)}/frames`, text),
  close: id => call('DELETE', id === null ? '/connections' : `/connections/${part(id)}`),
  invoke: (name, event) => call('POST', `/functions/${part(name)}/invocations`, event),
  faults: () => call('GET', '/faults'),
  setFaults: text => call('PUT', '/faults', text),
  endFaults: () => call('DELETE', '/faults'),
  clear: name => call('POST', `/tables/${part(name)}/clear`),
};

/** Calls back with each batch {events, lost, isRestarted}: from then on another emulator counts from the beginning. The browser reconnects by itself, and goes on where it was. */
export function stream(after, onBatch, onState) {
  const source = new EventSource(`${ROOT}/events/stream?after=${after}`);
  source.onopen = () => onState('live');
  source.onerror = () => {
    onState('lost');
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => stream(after, onBatch, onState), 2_000);
    }
  };
  source.onmessage = message => {
    const batch = JSON.parse(message.data);
    const isRestarted = batch.next < after;
    after = batch.next;
    onBatch({ ...batch, isRestarted });
  };
}
