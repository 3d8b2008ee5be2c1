// DynamoDB Streams: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
// A table without a stream pays a look into a Map. One with a stream gets its record while the item is still locked: so records of an item have
// the order of its writes, and there is none without its write. One shard per stream, in memory: it lives as long as the emulator.
import { createHash } from 'node:crypto'
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { isDeepStrictEqual } from 'node:util'
import { nameOf } from './arns.mjs'
import { actionOf, db, failure, invalid, promised, validationOf, wrapAction } from './dynalite.mjs'

// Of a table's first stream, so that its ARN is known before there is one: Emulator/Template/Table.cs.
const FIRST_LABEL = '2026-01-01T00:00:00.000'
const SHARD = 'shardId-00000000000000000001-00000001'
const FIRST = 100000000000000000001n
const DAY_MS = 24 * 60 * 60 * 1000
const MAX_RECORDS = 1000
const MAX_BYTES = 1024 * 1024

// A consumer that has fallen so far behind loses the oldest, and is told so, as on AWS after a day.
const MAX_KEPT = 200_000

const VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']
const EXPIRY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
const streams = new Map()
const removing = new AsyncLocalStorage()

class Stream {
  records = []
  trimmed = 0
  waiting = new Set()

  constructor(table) {
    this.table = table.TableName
    this.keys = table.KeySchema
    this.arn = table.LatestStreamArn
    this.label = table.LatestStreamLabel
    this.view = table.StreamSpecification.StreamViewType
    this.region = table.TableArn.split(':')[3]
    this.created = Date.now()
  }

  get next() {
    return this.trimmed + this.records.length
  }

  /** @param userIdentity Who deletes, when it is DynamoDB itself. */
  append(before, after, userIdentity) {
    // A write that changes nothing is none.
    if ((!before && !after) || (before && after && isDeepStrictEqual(plain(before), plain(after)))) {
      return
    }

    const image = after ?? before
    const sequenceNumber = String(FIRST + BigInt(this.next))
    const change = {
      ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
      Keys: Object.fromEntries(this.keys.map(({ AttributeName: name }) => [name, image[name]])),
      SequenceNumber: sequenceNumber,
      SizeBytes: db.itemSize(image),
      StreamViewType: this.view,
    }
    if (after && (this.view === 'NEW_IMAGE' || this.view === 'NEW_AND_OLD_IMAGES')) {
      change.NewImage = plain(after)
    }

    if (before && (this.view === 'OLD_IMAGE' || this.view === 'NEW_AND_OLD_IMAGES')) {
      change.OldImage = plain(before)
    }

    this.records.push({
      eventID: createHash('md5').update(`${this.arn} ${sequenceNumber}`).digest('hex'),
      eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.region,
      dynamodb: change,
      ...(userIdentity && { userIdentity }),
    })
    this.trim()
    for (const wake of this.waiting) {
      wake()
    }
  }

  trim() {
    const oldest = Math.floor((Date.now() - DAY_MS) / 1000)
    let gone = Math.max(0, this.records.length - MAX_KEPT)
    while (gone < this.records.length && this.records[gone].dynamodb.ApproximateCreationDateTime < oldest) {
      gone++
    }

    if (gone > 0) {
      this.records.splice(0, gone)
      this.trimmed += gone
    }
  }

  /** Resolves when there is a record at that place, or the time is over. */
  wait(at, ms) {
    if (at < this.next || ms <= 0) {
      return
    }

    return new Promise(resolve => {
      const wake = () => {
        clearTimeout(timer)
        this.waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.waiting.add(wake)
    })
  }
}

// dynalite's items have no prototype.
const plain = item => JSON.parse(JSON.stringify(item))

/** Where a write of this table goes, and null for the many that have none. */
export const streamOf = table => streams.get(table)

export function captureWrites() {
  const specification = {
    type: 'FieldStruct<StreamSpecification>',
    children: { StreamEnabled: { type: 'Boolean', notNull: true }, StreamViewType: { type: 'String', enum: VIEWS } },
  }
  validationOf('createTable').types.StreamSpecification = specification
  validationOf('updateTable').types.StreamSpecification = specification

  wrapAction('createTable', original => (store, data, done) => {
    const error = describe(data, data.StreamSpecification, store)
    if (error) {
      return done(error)
    }

    original(store, data, (error, result) => {
      if (!error) {
        adopt(data)
      }

      done(error, result)
    })
  })
  wrapAction('deleteTable', original => (store, data, done) => original(store, data, (error, result) => {
    if (!error) {
      streams.delete(data.TableName)
    }

    done(error, result)
  }))

  for (const action of ['putItem', 'updateItem', 'deleteItem']) {
    wrapAction(action, original => (store, data, done) => {
      const stream = streams.get(data.TableName)
      return original(stream ? recording(store, stream, removing.getStore()) : store, data, done)
    })
  }
}

/** Deletions within are DynamoDB's own. */
export const asExpiry = run => removing.run(EXPIRY, run)

/** The request's deletions are DynamoDB's own: what has expired. */
export function runAsExpiry(request, run) {
  removing.run(EXPIRY, () => {
    // What a request emits later runs in its socket's context, and not in this one.
    const on = request.on
    request.on = (name, listener) => on.call(request, name, AsyncResource.bind(listener))
    run()
  })
}

/** The streams of the tables that a folder has kept. */
export async function adoptKeptTables(store) {
  const { TableNames: names } = await promised(actionOf('listTables'), store, { Limit: 100_000 })
  for (const name of names) {
    adopt(await promised(store.getTable, name, false))
  }
}

/** Turns a table's stream on or off. Returns the error to answer with, or undefined. */
export function changeStream(table, specification, store) {
  const isOn = table.StreamSpecification?.StreamEnabled === true
  if (specification.StreamEnabled === isOn) {
    return invalid(isOn
      ? `Table already has an enabled stream: TableName: ${table.TableName}`
      : `Table ${table.TableName} doesn't have a stream to disable: TableName: ${table.TableName}`)
  }

  if (isOn) {
    delete table.StreamSpecification
    streams.delete(table.TableName)
    return
  }

  return describe(table, specification, store)
}

export function adopt(table) {
  if (table.StreamSpecification?.StreamEnabled && streams.get(table.TableName)?.arn !== table.LatestStreamArn) {
    streams.set(table.TableName, new Stream(table))
  }
}

function describe(table, specification, { tableDb }) {
  if (!specification?.StreamEnabled) {
    delete table.StreamSpecification
    return
  }

  if (!specification.StreamViewType) {
    return invalid('One or more parameter values were invalid: StreamViewType must be specified when StreamEnabled is true')
  }

  table.StreamSpecification = { StreamEnabled: true, StreamViewType: specification.StreamViewType }
  table.LatestStreamLabel = table.LatestStreamLabel ? new Date().toISOString().slice(0, -1) : FIRST_LABEL
  table.LatestStreamArn = `arn:aws:dynamodb:${tableDb.awsRegion}:${tableDb.awsAccountId}:table/${table.TableName}/stream/${table.LatestStreamLabel}`
}

// dynalite's store, whose items tell the stream what became of them before they are unlocked.
function recording(store, stream, userIdentity) {
  return Object.create(store, {
    getItemDb: {
      value: name => {
        const items = store.getItemDb(name)
        let before
        const told = (after, done) => error => {
          if (!error) {
            stream.append(before, after, userIdentity)
          }

          done(error)
        }
        return {
          lock: items.lock,
          get: (key, done) => items.get(key, (error, item) => {
            before = error ? undefined : item
            done(error, item)
          }),
          put: (key, item, done) => items.put(key, item, told(item, done)),
          del: (key, done) => items.del(key, told(undefined, done)),
        }
      },
    },
  })
}

export const operations = {
  ListStreams: (_, { TableName: table, Limit: limit = 100, ExclusiveStartStreamArn: after }) => {
    const all = [...streams.values()].filter(stream => !table || stream.table === nameOf(table)).sort((x, y) => x.arn < y.arn ? -1 : 1)
    const rest = all.filter(stream => !after || stream.arn > after)
    const page = rest.slice(0, limit)
    return {
      Streams: page.map(stream => ({ StreamArn: stream.arn, StreamLabel: stream.label, TableName: stream.table })),
      ...(page.length < rest.length && { LastEvaluatedStreamArn: page.at(-1).arn }),
    }
  },

  DescribeStream: (_, { StreamArn: arn, ExclusiveStartShardId: after }) => {
    const stream = find(arn)
    return {
      StreamDescription: {
        StreamArn: arn,
        StreamLabel: stream.label,
        StreamStatus: 'ENABLED',
        StreamViewType: stream.view,
        TableName: stream.table,
        KeySchema: stream.keys,
        CreationRequestDateTime: stream.created / 1000,
        Shards: after ? [] : [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: String(FIRST + BigInt(stream.trimmed)) } }],
      },
    }
  },

  GetShardIterator: (_, { StreamArn: arn, ShardId: shard, ShardIteratorType: type, SequenceNumber: sequenceNumber }) => {
    const stream = find(arn)
    if (shard !== SHARD) {
      throw failure('ResourceNotFoundException', `Requested resource not found: Shard: ${shard} in Stream: ${arn} not found`)
    }

    return { ShardIterator: iterator(stream, place(stream, type, sequenceNumber)) }
  },

  GetRecords: async (_, { ShardIterator: given, Limit: limit = MAX_RECORDS }, waitMs) => {
    const [arn, text] = Buffer.from(String(given ?? ''), 'base64').toString().split('|')
    const at = Number(text)
    if (!Number.isSafeInteger(at) || text === undefined) {
      throw invalid('Invalid ShardIterator')
    }

    if (!(limit >= 1 && limit <= MAX_RECORDS)) {
      throw invalid(`1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${MAX_RECORDS}`)
    }

    const stream = find(arn)
    await stream.wait(at, waitMs)
    stream.trim()
    if (at < stream.trimmed) {
      throw failure('TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record in a shard.')
    }

    // Of a server that has been started again since.
    if (at > stream.next) {
      throw failure('ExpiredIteratorException', 'Iterator expired.')
    }

    const records = []
    let bytes = 0
    for (const record of stream.records.slice(at - stream.trimmed, at - stream.trimmed + limit)) {
      bytes += record.dynamodb.SizeBytes
      if (records.length > 0 && bytes > MAX_BYTES) {
        break
      }

      records.push(record)
    }

    return { Records: records, NextShardIterator: iterator(stream, at + records.length) }
  },
}

function find(arn) {
  for (const stream of streams.values()) {
    if (stream.arn === arn) {
      return stream
    }
  }

  throw failure('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`)
}

const iterator = (stream, at) => Buffer.from(`${stream.arn}|${at}`).toString('base64')

function place(stream, type, sequenceNumber) {
  switch (type) {
    case 'TRIM_HORIZON': return stream.trimmed
    case 'LATEST': return stream.next
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      if (!/^\d{1,40}$/.test(sequenceNumber ?? '')) {
        throw invalid('Invalid SequenceNumber')
      }

      const at = Number(BigInt(sequenceNumber) - FIRST) + (type === 'AFTER_SEQUENCE_NUMBER' ? 1 : 0)
      if (at < stream.trimmed) {
        throw failure('TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record in a shard.')
      }

      return at
    }

    default: throw invalid(`1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER]`)
  }
}
