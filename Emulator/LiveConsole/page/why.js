// Why a message failed, in the server's words.

import { el } from './words.js';

const CAUSES = {
  denied: 'denied',
  fault: 'on purpose',
  exception: 'exception',
  timeout: 'timeout',
  throttled: 'throttled',
  limit: 'limit',
  gone: 'gone',
  noRoute: 'no route',
  badRequest: 'bad request',
  badAnswer: 'bad answer',
  status: 'status',
  refused: 'refused',
  unreachable: 'unreachable',
  givenUp: 'given up',
  protocol: 'protocol',
};

/** Gone wrong on purpose, and not otherwise. */
export const isOnPurpose = message => message.isFailed && message.why.every(why => why.cause === 'fault' || why.isRecovered);

export const wordOf = cause => CAUSES[cause] ?? cause;

/** In one line: the first reason, and how many more there are. */
export const firstOf = message => `${(message.why.find(why => !why.isRecovered) ?? message.why[0]).sentence}${message.why.length > 1 ? `  (+${message.why.length - 1})` : ''}`;

/** Null for a message that went well. */
export function whyOf(message) {
  return message.why.length === 0 ? null : el('section', { class: `why ${message.isFailed && !isOnPurpose(message) ? '' : 'mild'}`, 'aria-label': 'Why' },
    el('h3', {}, 'Why'),
    el('ul', {}, ...message.why.map(({ cause, sentence, isRecovered }) => el('li', { 'data-cause': cause },
      el('b', { class: `cause ${cause === 'fault' ? 'fault' : isRecovered ? 'warn' : 'bad'}` }, wordOf(cause)), el('span', {}, sentence)))));
}
