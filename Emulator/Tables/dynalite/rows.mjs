// dynalite reads a Query or a Scan as a stream of a stream, and each row goes through four emitters made for that request. Here rows come in blocks,
// as the database gives them; what is made of them is dynalite's.
import { db } from './dynalite.mjs'

const BLOCK = 256

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html: a page ends when it has 1 MB.
const MAX_BYTES = 1024 * 1024

export function readRowsInBlocks() {
  const queryTable = db.queryTable
  db.queryTable = (store, table, data, range, isLocal, fetchesItems, startKeyNames, done) => {
    if (fetchesItems || data.ReturnConsumedCapacity === 'TOTAL' || data.ReturnConsumedCapacity === 'INDEXES') {
      queryTable(store, table, data, range, isLocal, fetchesItems, startKeyNames, done)
      return
    }

    const rangeKey = table.KeySchema[1]?.AttributeName
    readPage(store.db.values(within(prefixOf(data, isLocal), range)), data.Limit, rangeKey)
      .then(page => resultOf(page, data, startKeyNames))
      .then(result => done(null, result), done)
  }
}

async function readPage(iterator, limit, rangeKey) {
  const rows = []
  let bytes = 0
  try {
    for (;;) {
      const block = await iterator.nextv(BLOCK)
      if (block.length === 0) {
        return { rows, isFull: false }
      }

      for (const text of block) {
        const row = JSON.parse(text.toString())
        // As the service counts it for a page, as far as anybody knows.
        bytes += db.itemSize(row, true, true, rangeKey)
        rows.push(row)
        if (rows.length === limit || bytes >= MAX_BYTES) {
          return { rows, isFull: true }
        }
      }
    }
  } finally {
    await iterator.close()
  }
}

function resultOf({ rows, isFull }, data, startKeyNames) {
  const filter = data.QueryFilter ?? data.ScanFilter
  const paths = data._projection?.paths ?? data.AttributesToGet
  let items = rows
  if (data._filter) {
    items = items.filter(row => db.matchesExprFilter(row, data._filter.expression))
  } else if (filter) {
    items = items.filter(row => db.matchesFilter(row, filter, data.ConditionalOperator))
  }

  if (paths) {
    items = items.map(item => db.mapPaths(paths, item))
  }

  return {
    Count: items.length,
    ScannedCount: rows.length,
    ...(data.Select !== 'COUNT' && { Items: items }),
    // Also when nothing comes after it: DynamoDB doesn't look ahead either.
    ...(isFull && { LastEvaluatedKey: Object.fromEntries(startKeyNames.map(name => [name, rows.at(-1)[name]])) }),
  }
}

// dynalite's names for what it keeps, in the one database of all tables.
const prefixOf = ({ TableName: table, IndexName: index }, isLocal) =>
  index ? `index-${isLocal ? 'local' : 'global'}~${table}~${index}~` : `item-${table}~`

function within(prefix, { reverse = false, limit, gt, gte, lt, lte }) {
  return {
    reverse,
    limit,
    // As they are kept: a block of large items is a hundred megabytes of JSON, of which a page takes one.
    valueEncoding: 'buffer',
    ...(gte ? { gte: prefix + gte } : { [gt ? 'gt' : 'gte']: prefix + (gt ?? '') }),
    ...(lte ? { lte: prefix + lte } : { lt: prefix + (lt ?? '\xFF') }),
  }
}
