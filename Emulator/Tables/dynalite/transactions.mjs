// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
// Each part is run by dynalite's own action against a store that only notes what would be written. When none of them fails, all of it is written
// at once. The items are locked meanwhile, so a transaction waits where AWS would cancel one of two that meet (TransactionConflict).
import { createHash } from 'node:crypto'
import { nameOf } from './arns.mjs'
import { actionOf, checked, db, failure, invalid, promised } from './dynalite.mjs'
import { streamOf } from './streams.mjs'

const MAX_ITEMS = 100
const MAX_BYTES = 4 * 1024 * 1024
const TOKEN_MS = 10 * 60 * 1000

// dynalite's own, before any of them is wrapped.
const raw = { Put: actionOf('putItem'), Update: actionOf('updateItem'), Delete: actionOf('deleteItem'), ConditionCheck: actionOf('deleteItem') }
const validationFor = { Put: 'putItem', Update: 'updateItem', Delete: 'deleteItem', ConditionCheck: 'deleteItem' }
const done = new Map()

export const operations = {
  TransactWriteItems: async (store, request) => {
    const parts = await Promise.all(partsOf(request, ['ConditionCheck', 'Put', 'Update', 'Delete'], 'TransactItems can only contain one of Check, Put, Update or Delete')
      .map(async ([kind, data]) => writePart(store, kind, data)))
    const token = request.ClientRequestToken
    const content = createHash('sha256').update(JSON.stringify(request.TransactItems)).digest('hex')
    forgetTokens()
    const before = token && done.get(token)
    if (before) {
      if (before.content !== content) {
        throw failure('IdempotentParameterMismatchException', 'A request with this client request token has already been made with other parameters.')
      }

      return before.result
    }

    requireDistinct(parts)
    const result = locked(store, parts, () => write(store, parts, request))
    if (token) {
      // Kept while it runs, too: a repetition waits for the first one's answer.
      done.set(token, { content, result, until: Date.now() + TOKEN_MS })
      result.catch(() => done.delete(token))
    }

    return result
  },

  TransactGetItems: async (store, request) => {
    const parts = await Promise.all(partsOf(request, ['Get'], 'TransactItems can only contain Get').map(async ([, data]) => readPart(store, data)))
    return locked(store, parts, async () => {
      const reasons = []
      const responses = []
      for (const { data, fault } of parts) {
        const result = fault ? fault : await promised(actionOf('getItem'), store, data).catch(error => error)
        reasons.push(reasonOf(result))
        responses.push(result.Item ? { Item: result.Item } : {})
      }

      cancelIfAny(reasons)
      return { Responses: responses, ...capacity(request, parts, responses.map(response => response.Item), 2, 4096) }
    })
  },
}

function partsOf({ TransactItems: items }, kinds, message) {
  if (!Array.isArray(items) || items.length === 0) {
    throw invalid("1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1")
  }

  if (items.length > MAX_ITEMS) {
    throw invalid(`1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ITEMS}`)
  }

  return items.map(item => {
    const named = Object.entries(item ?? {}).filter(([, data]) => data !== null && data !== undefined)
    if (named.length !== 1 || !kinds.includes(named[0][0])) {
      throw invalid(message)
    }

    return named[0]
  })
}

async function writePart(store, kind, given) {
  if (kind === 'ConditionCheck' && !given.ConditionExpression) {
    throw invalid("1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null")
  }

  const data = checked(validationFor[kind], given, store)
  return { kind, ...await keyed(store, data, kind === 'Put' ? data.Item : data.Key, kind === 'Put') }
}

async function readPart(store, given) {
  const data = checked('getItem', given, store)
  return keyed(store, data, data.Key, false)
}

/** @returns the part with its table, and its key in dynalite's store or the fault that it has none. */
async function keyed(store, data, item, isItem) {
  const table = await promised(store.getTable, data.TableName)
  const fault = isItem ? db.validateItem(item, table) : db.validateKey(item, table)
  return fault ? { data, table, fault } : { data, table, key: db.createKey(item, table) }
}

function requireDistinct(parts) {
  const seen = new Set()
  for (const { table, key } of parts.filter(part => part.key !== undefined)) {
    const place = `${table.TableName} ${key}`
    if (seen.has(place)) {
      throw invalid('Transaction request cannot include multiple operations on one item')
    }

    seen.add(place)
  }
}

// In one order, whoever locks: two that meet don't wait for each other.
async function locked(store, parts, run) {
  const places = [...new Map(parts.filter(part => part.key !== undefined).map(({ table, key }) => [`${table.TableName} ${key}`, [table.TableName, key]])).entries()]
    .sort(([x], [y]) => x < y ? -1 : 1)
  const unlocks = []
  try {
    for (const [, [table, key]] of places) {
      unlocks.push(await new Promise(resolve => store.getItemDb(table).lock(key, release => resolve(release(() => {})))))
    }

    return await run()
  } finally {
    for (const unlock of unlocks.reverse()) {
      unlock()
    }
  }
}

async function write(store, parts, request) {
  const reasons = []
  const changes = []
  for (const part of parts) {
    const noted = noting(store)
    const outcome = part.fault ? part.fault : await promised(raw[part.kind], noted.store, part.data).catch(error => error)
    reasons.push(reasonOf(outcome))
    changes.push(part.kind === 'ConditionCheck' ? { operations: [] } : { ...noted, table: part.table })
  }

  cancelIfAny(reasons)
  if (changes.reduce((sum, { after, before }) => sum + size(after ?? before), 0) > MAX_BYTES) {
    throw invalid('Transaction request cannot include items with a total size of more than 4 MB')
  }

  await promised(store.db.batch, changes.flatMap(change => change.operations))
  for (const { table, before, after } of changes.filter(change => change.table)) {
    streamOf(table.TableName)?.append(before, after)
  }

  return capacity(request, parts, changes.map(({ after, before }) => after ?? before), 2, 1024)
}

const size = item => item ? db.itemSize(item) : 0

// A store in which nothing is written yet.
function noting(store) {
  const noted = { operations: [], before: undefined, after: undefined }
  const writes = prefix => ({
    put: (key, value, next) => {
      noted.operations.push({ type: 'put', key: `${prefix}~${key}`, value })
      next()
    },
    del: (key, next) => {
      noted.operations.push({ type: 'del', key: `${prefix}~${key}` })
      next()
    },
  })
  noted.store = Object.create(store, {
    getIndexDb: { value: (kind, table, index) => writes(`index-${kind.toLowerCase()}~${table}~${index}`) },
    getItemDb: {
      value: name => {
        const items = writes(`item-${name}`)
        return {
          lock: (_, run) => run(next => next),
          get: (key, next) => store.getItemDb(name).get(key, (error, item) => {
            noted.before = error ? undefined : item
            next(error, item)
          }),
          put: (key, item, next) => {
            noted.after = item
            items.put(key, item, next)
          },
          del: items.del,
        }
      },
    },
  })
  return noted
}

function reasonOf(outcome) {
  if (!(outcome instanceof Error)) {
    return { Code: 'None' }
  }

  if (!outcome.body) {
    throw outcome
  }

  const type = outcome.body.__type.split('#')[1]
  if (type === 'ResourceNotFoundException') {
    throw outcome
  }

  return {
    Code: type === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError',
    Message: outcome.body.message,
    ...(outcome.body.Item && { Item: outcome.body.Item }),
  }
}

function cancelIfAny(reasons) {
  if (reasons.some(({ Code: code }) => code !== 'None')) {
    const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code: code }) => code).join(', ')}]`
    throw failure('TransactionCanceledException', message, { Message: message, CancellationReasons: reasons })
  }
}

// Transactions cost twice: once to prepare, once to commit.
function capacity({ ReturnConsumedCapacity: wanted }, parts, items, times, unit) {
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') {
    return {}
  }

  const units = new Map()
  for (const [i, { data }] of parts.entries()) {
    units.set(data.TableName, (units.get(data.TableName) ?? 0) + times * Math.max(1, Math.ceil(size(items[i]) / unit)))
  }

  return { ConsumedCapacity: [...units].map(([table, sum]) => ({ TableName: nameOf(table), CapacityUnits: sum, [unit === 1024 ? 'WriteCapacityUnits' : 'ReadCapacityUnits']: sum })) }
}

function forgetTokens() {
  for (const [token, { until }] of done) {
    if (until > Date.now()) {
      return
    }

    done.delete(token)
  }
}
