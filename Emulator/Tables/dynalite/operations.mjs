// Who answers a request: an operation of ours, dynalite's action of that name, or, with a sentence that names it, nobody.
import crypto from 'node:crypto'
import { actionOf, check, checksum, failure, promised, validationOf, validations } from './dynalite.mjs'
import { operations as descriptions } from './descriptions.mjs'
import { operations as streams } from './stream-reads.mjs'
import { operations as transactions } from './transactions.mjs'

const MAX_BYTES = 16 * 1024 * 1024
const JSON_TYPES = ['application/x-amz-json-1.0', 'application/json']
const TABLES = 'DynamoDB_20120810'
const STREAMS = 'DynamoDBStreams_20120810'

const own = new Map([
  ...Object.entries({ ...transactions, ...descriptions }).map(([name, run]) => [`${TABLES}.${name}`, run]),
  ...Object.entries(streams).map(([name, run]) => [`${STREAMS}.${name}`, run]),
])

const dynalites = new Set([
  'BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable', 'DescribeTable', 'DescribeTimeToLive', 'GetItem', 'ListTables',
  'ListTagsOfResource', 'PutItem', 'Query', 'Scan', 'TagResource', 'UntagResource', 'UpdateItem', 'UpdateTable',
])

// Those of them that have been asked for.
const actions = new Map()

const partiQL = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'])

// As every SDK sends it; what differs gets dynalite's own sentence about it.
const signature = /^AWS4-HMAC-SHA256 Credential=[^,= ]+, ?SignedHeaders=[^,= ]+, ?Signature=[^,= ]+$/

/** What answers the request. Undefined when that is dynalite's own handler, which knows all that may be wrong with one. */
export function operationOf(request) {
  const [service, name, ...more] = (request.headers['x-amz-target'] ?? '').split('.')
  if (request.method !== 'POST' || !name || more.length > 0 || (service !== TABLES && service !== STREAMS)) {
    return
  }

  const run = own.get(`${service}.${name}`)
  if (!run && service === TABLES && dynalites.has(name)) {
    return isPlain(request) ? actions.get(name) ?? ofDynalite(name) : undefined
  }

  return run ?? (() => {
    throw failure('UnknownOperationException', partiQL.has(name)
      ? `The emulator's tables don't run PartiQL (${name}). GetItem, Query, PutItem and TransactWriteItems do the same.`
      : `The emulator's tables don't have the operation ${name}.`, {}, 'com.amazon.coral.service')
  })
}

function isPlain({ url, headers }) {
  return url === '/'
    && JSON_TYPES.includes(headers['content-type'])
    && Boolean(headers['x-amz-date'] || headers.date)
    && signature.test(headers.authorization)
}

// Its handler reads the address, the signature and the body of every request by general means, which is more than half of what a request costs.
function ofDynalite(name) {
  const action = validations.toLowerFirst(name)
  const act = actionOf(action)
  const validation = validationOf(action)
  const run = (store, body) => promised(act, store, check(validation, body, store))
  actions.set(name, run)
  return run
}

/** The answer's status, headers and text. */
export async function answerOf(store, run, { headers }, bytes) {
  const type = JSON_TYPES.includes(headers['content-type']) ? headers['content-type'] : JSON_TYPES[0]
  try {
    return written(type, 200, await run(store, parsed(bytes), Number(headers['x-emulator-wait'] ?? 0)))
  } catch (error) {
    if (!error.statusCode) {
      console.error(error.stack)
    }

    return written(type, error.statusCode ?? 500, error.body ?? { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal server error' })
  }
}

/** The same for a request that comes in pieces. */
export function answer(store, run, request, response) {
  const chunks = []
  let length = 0
  request.on('data', chunk => {
    length += chunk.length
    if (length > MAX_BYTES) {
      // What still comes is read and dropped: the answer would else not be heard.
      chunks.length = 0
    } else {
      chunks.push(chunk)
    }
  })
  request.on('end', async () => {
    const { status, headers, body } = length > MAX_BYTES
      ? written(JSON_TYPES[0], 413, { __type: 'com.amazon.coral.service#RequestEntityTooLargeException', message: 'Request size exceeded the limit' })
      : await answerOf(store, run, request, Buffer.concat(chunks))
    if (!response.destroyed) {
      response.writeHead(status, headers).end(body)
    }
  })

  // A client that goes away in the middle of its request.
  request.on('error', () => {})
}

function parsed(bytes) {
  try {
    const body = JSON.parse(bytes.toString())
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) {
      return body
    }
  } catch {
  }

  throw Object.assign(new Error('not JSON'), { statusCode: 400, body: { __type: 'com.amazon.coral.service#SerializationException' } })
}

function written(type, status, data) {
  const body = JSON.stringify(data)
  return {
    status,
    headers: {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'x-amz-crc32': checksum(body),
      'x-amzn-RequestId': crypto.randomBytes(26).toString('hex').toUpperCase(),
    },
    body,
  }
}
