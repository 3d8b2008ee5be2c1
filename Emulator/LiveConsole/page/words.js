// How things are said, and how elements are made: as text, never as markup.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'class') {
      element.className = value;
    } else if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }

  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export function bytes(count) {
  if (count === undefined || count === null) {
    return '';
  }

  return count < 1024 ? `${count} B` : count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

export function duration(ms) {
  if (ms === undefined || ms === null) {
    return '';
  }

  return ms < 1 ? `${ms.toFixed(2)} ms` : ms < 100 ? `${ms.toFixed(1)} ms` : ms < 1_000 ? `${Math.round(ms)} ms`
    : ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min ${Math.floor(ms / 1_000) % 60} s`
      : `${Math.floor(ms / 3_600_000)} h ${Math.floor(ms / 60_000) % 60} min`;
}

const twoDigits = number => String(number).padStart(2, '0');

export function time(iso) {
  const date = new Date(iso);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Milliseconds with fractions: what the server writes has more digits than a Date keeps. */
export function instant(iso) {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '0';
  return Math.floor(Date.parse(iso) / 1_000) * 1_000 + Number(`0.${fraction}`) * 1_000;
}

export const count = number => number.toLocaleString('en-US');

export const KINDS = {
  connected: ['○', 'connected'],
  refused: ['×', 'refused'],
  frameIn: ['→', 'frame in'],
  routed: ['»', 'route'],
  bodyRefused: ['×', 'body refused'],
  integrated: ['λ', 'outcome'],
  invocationStarted: ['λ', 'invoke'],
  invocationEnded: ['λ', 'answer'],
  log: ['λ', 'log'],
  postBack: ['↩', 'post-back'],
  frameOut: ['←', 'frame out'],
  undelivered: ['×', 'undelivered'],
  closed: ['●', 'closed'],
  denied: ['×', 'denied'],
  throttled: ['×', 'throttled'],
  slowConsumer: ['×', 'slow consumer'],
  givenUp: ['×', 'event given up'],
  answerRefused: ['×', 'answer refused'],
};

export function kind(event) {
  const [mark, word] = KINDS[event.kind] ?? ['·', event.kind];
  return el('span', { class: `kind ${event.kind}`, 'data-mark': mark }, word);
}

/** An event's own words, in one line. */
export function sentence(event) {
  switch (event.kind) {
    case 'connected': return `stage ${event.name}${event.detail ? `, subprotocol ${event.detail}` : ''}`;
    case 'refused': return `stage ${event.name}: ${event.status} ${event.detail ?? ''}${event.text ? `: ${event.text}` : ''}`;
    case 'routed': return event.name ?? `no route matches${event.text ? ` '${event.text}'` : ''}`;
    case 'bodyRefused': return `${event.name}: the model refuses it`;
    case 'integrated': return `${event.name}: ${event.detail}${event.fault ? `, on purpose (fault ${event.fault})` : event.text ? `: ${event.text}` : ''}`;
    case 'answerRefused': return `${event.name}: ${event.text}`;
    case 'invocationStarted': return event.function;
    case 'invocationEnded': return `${event.function}: ${event.detail}${event.name ? ` ${event.name}` : ''}${event.detail === 'failed' ? ` ${event.text ?? ''}` : ''}`;
    case 'postBack': return `${event.name} ${event.status} ${isFault(event) ? `on purpose (fault ${event.fault}) ` : ''}${event.function ? `by ${event.function}` : event.detail === 'Console' ? 'by the console' : ''}`;
    case 'undelivered': return `${event.status} accepted messages not sent`;
    case 'slowConsumer': return `closed: ${event.status} ${event.status === 1 ? 'post to it was' : 'posts to it were'} refused because it doesn't read`;
    case 'givenUp': return `${event.function}: ${event.name} on attempt ${event.status}; ${event.detail ? `on AWS it goes to ${event.detail}` : 'nothing gets it'}`;
    case 'closed': return `${event.status ?? ''} by ${event.name?.toLowerCase()}${event.detail ? `: ${event.detail}` : ''}${event.text ? `, for ${event.text}` : ''}`;
    case 'denied': return `${event.function ?? 'unknown caller'}: ${event.name} on ${event.text ?? ''}, ${event.detail}`;
    case 'throttled': return `${event.name ?? 'no route'}: ${event.detail}`;
    // An exception is one entry: its message is the first line.
    default: return headline(event) + (event.more ? `  (+${event.more} ${event.more === 1 ? 'line' : 'lines'})` : '');
  }
}

// Time and request stand in columns of their own: what was said comes first. "2026-11-28T23:31:33.885Z\t{requestId}\tERROR\tAccessDenied…"
const PREFIX = /^(?:\[(?<level>[A-Z]+)\]\t)?\d{4}-\d\d-\d\dT[\d:.]+Z\t(?:[0-9a-f-]{36}|undefined)?\t/;

/** The first line of a log's entry, without what the columns say already. */
export const headline = event => (event.text ?? '').split('\n', 1)[0].replace(PREFIX, (_, level) => level ? `${level} ` : '').replace('\t', ' ');

/** Gone wrong on purpose. */
export const isFault = event => event.fault !== undefined;

// A line that goes on with what the one before began: an indented one, or a frame or the last line of a stack trace.
const GOES_ON = /^(\s|[}\])]|Traceback |Caused by:|--- End of |[\w.]+(Error|Exception|Exit|Interrupt)(:|$))/;
const SEEN_LINES = 400;
const REMEMBERED = 64;

/** Log lines that belong together, as one event with all their text. Events are in order. */
export function together(events, before) {
  // Of few: what a line may still go on with.
  const last = new Map([...before ?? []].slice(-REMEMBERED));
  const joined = [];
  let grew = false;
  for (const event of events) {
    const key = event.kind === 'log' ? `${event.environment} ${event.requestId ?? ''}` : undefined;
    const head = key && last.get(key);
    if (head && GOES_ON.test(event.text ?? '') && (head.more ?? 0) < SEEN_LINES) {
      head.text += `\n${event.text ?? ''}`;
      head.bytes += event.bytes ?? 0;
      head.more = (head.more ?? 0) + 1;
      grew ||= !joined.includes(head);
    } else {
      const own = key ? { ...event } : event;
      key && last.set(key, own);
      joined.push(own);
    }
  }

  return { joined, last, grew };
}

export const isBad = event =>
  ['refused', 'denied', 'throttled', 'undelivered', 'bodyRefused', 'slowConsumer', 'givenUp', 'answerRefused'].includes(event.kind)
  || (event.kind === 'routed' && !event.name)
  || (event.kind === 'postBack' && event.status >= 400)
  || (['integrated', 'invocationEnded'].includes(event.kind) && event.detail !== 'responded');

export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function text(event) {
  if (event.text === undefined && !event.isCut) {
    return null;
  }

  return el('div', {},
    el('pre', {}, event.isCut ? event.text ?? '' : pretty(event.text)),
    event.isCut ? el('p', { class: 'cut' }, event.text === undefined
      ? `The text (${bytes(event.bytes)}) is not kept any more.`
      : `Cut: ${bytes(new Blob([event.text]).size)} of ${bytes(event.bytes)} are kept.`) : null);
}

let hide;
export function toast(message) {
  const output = document.getElementById('toast');
  output.textContent = message;
  output.classList.add('shown');
  clearTimeout(hide);
  hide = setTimeout(() => output.classList.remove('shown'), 3_500);
}

export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

export function confirmed(question) {
  const dialog = document.getElementById('confirm');
  document.getElementById('confirm-text').textContent = question;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
