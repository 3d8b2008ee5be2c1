// Streams of tables: what becomes of items, for stream-reads.mjs to show. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
// A table without a stream pays a look into a Map. One with a stream gets its record while the item is still locked: so records of an item have
// the order of its writes, and there is none without its write. One shard per stream, in memory: it lives as long as the emulator.
import { createHash } from 'node:crypto'
import { AsyncLocalStorage } from 'node:async_hooks'
import { isDeepStrictEqual } from 'node:util'
import { actionOf, db, invalid, promised, validationOf, wrapAction } from './dynalite.mjs'

// Of a table's first stream, so that its ARN is known before there is one: Emulator/Template/Table.cs.
const FIRST_LABEL = '2026-01-01T00:00:00.000'
export const FIRST = 100000000000000000001n
const DAY_MS = 24 * 60 * 60 * 1000

// A consumer that has fallen so far behind loses the oldest, and is told so, as on AWS after a day.
const MAX_KEPT = 200_000
const MAX_KEPT_BYTES = 256 * 1024 * 1024

const VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']
const EXPIRY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
const streams = new Map()
const removing = new AsyncLocalStorage()

class Stream {
  records = []
  bytes = 0
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
    this.bytes += change.SizeBytes
    this.trim()
    for (const wake of this.waiting) {
      wake()
    }
  }

  trim() {
    const oldest = Math.floor((Date.now() - DAY_MS) / 1000)
    let gone = 0
    while (gone < this.records.length && (this.records.length - gone > MAX_KEPT || this.bytes > MAX_KEPT_BYTES
      || this.records[gone].dynamodb.ApproximateCreationDateTime < oldest)) {
      this.bytes -= this.records[gone].dynamodb.SizeBytes
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

export const allStreams = () => streams.values()

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
