// The operations that dynalite lacks: ours, and those that nobody has here, which are refused by name.
import { randomUUID } from 'node:crypto'
import { failure } from './dynalite.mjs'
import { operations as descriptions } from './descriptions.mjs'
import { operations as streams } from './stream-reads.mjs'
import { operations as transactions } from './transactions.mjs'

const MAX_BYTES = 16 * 1024 * 1024
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

const partiQL = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'])

/** True when the request isn't dynalite's, and is answered here. */
export function tryAnswer(store, request, response) {
  const [service, name, ...more] = (request.headers['x-amz-target'] ?? '').split('.')
  if (request.method !== 'POST' || !name || more.length > 0 || (service !== TABLES && service !== STREAMS)) {
    return false
  }

  const run = own.get(`${service}.${name}`)
  if (!run && service === TABLES && dynalites.has(name)) {
    return false
  }

  answer(store, request, response, run ?? (() => {
    throw failure('UnknownOperationException', partiQL.has(name)
      ? `The emulator's tables don't run PartiQL (${name}). GetItem, Query, PutItem and TransactWriteItems do the same.`
      : `The emulator's tables don't have the operation ${name}.`, {}, 'com.amazon.coral.service')
  }))
  return true
}

async function answer(store, request, response, run) {
  try {
    const body = await read(request)
    send(response, 200, await run(store, body, Number(request.headers['x-emulator-wait'] ?? 0)))
  } catch (error) {
    if (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') {
      return
    }

    if (!error.statusCode) {
      console.error(error.stack)
    }

    send(response, error.statusCode ?? 500, error.body ?? { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Internal server error' })
  }
}

async function read(request) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > MAX_BYTES) {
      throw Object.assign(new Error('too large'), { statusCode: 413, body: { __type: 'com.amazon.coral.service#RequestEntityTooLargeException', message: 'Request size exceeded the limit' } })
    }

    chunks.push(chunk)
  }

  try {
    const body = JSON.parse(Buffer.concat(chunks).toString())
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) {
      return body
    }
  } catch {
  }

  throw Object.assign(new Error('not JSON'), { statusCode: 400, body: { __type: 'com.amazon.coral.service#SerializationException' } })
}

function send(response, status, data) {
  if (response.destroyed) {
    return
  }

  const body = JSON.stringify(data)
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': Buffer.byteLength(body), 'x-amzn-RequestId': randomUUID() }).end(body)
}
