// What the plugin takes of dynalite, and how it puts its own in place. All of it before dynalite itself is loaded.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

const crc32 = require('buffer-crc32')

export const db = require('dynalite/db')
export const validations = require('dynalite/validations')
export const validationOf = action => require(`dynalite/validations/${action}`)
export const actionOf = action => require(`dynalite/actions/${action}`)

/** Puts an action of ours in place of one of dynalite's, which it is given. */
export function wrapAction(action, wrap) {
  const path = require.resolve(`dynalite/actions/${action}`)
  const original = require(path)
  require.cache[path].exports = wrap(original)
}

/** Of an answer, as x-amz-crc32 has it. */
export const checksum = body => crc32.unsigned(body)

export const promised = (call, ...args) => new Promise((resolve, reject) =>
  call(...args, (error, result) => error ? reject(error) : resolve(result)))

/** A request as an action gets it: checked, with its expressions read. Throws what dynalite answers. */
export const checked = (action, data, store) => check(validationOf(action), structuredClone(data), store)

/** The same of data that nobody needs any more. */
export function check({ types, custom }, data, store) {
  const result = validations.checkTypes(data, types)
  validations.checkValidations(result, types, custom, store)
  return result
}

export function failure(type, message, more = {}, space = 'com.amazonaws.dynamodb.v20120810') {
  const error = new Error(message)
  error.statusCode = 400
  error.body = { __type: `${space}#${type}`, message, ...more }
  return error
}

export const invalid = message => failure('ValidationException', message, {}, 'com.amazon.coral.validate')
