// Asks dynalite for pages as it reads them itself and by blocks; writes how many were compared, how many of them had more to come, how many iterators are open
// after that, how many rows were parsed for the pages of the last query, and which pages differ. node rows-in-blocks.mjs FOLDER, where the tables' server is installed.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { countIterators } from './iterator-count.mjs'

const folder = process.argv[2]
const require = createRequire(join(folder, 'start.mjs'))
const ours = name => import(pathToFileURL(join(folder, name)))
const { closeIterators } = await ours('iterators.mjs')
const { checked, promised, db } = await ours('dynalite.mjs')
const { readRowsInBlocks } = await ours('rows.mjs')
closeIterators()

const iterators = countIterators(require)

const read = db.queryTable
readRowsInBlocks()
const readInBlocks = db.queryTable
let compared = 0
let full = 0
const differing = []
db.queryTable = (store, table, data, range, isLocal, fetchesItems, startKeyNames, done) => {
  const given = [store, table, data, range, isLocal, fetchesItems, startKeyNames]
  Promise.all([promised(read, ...given), promised(readInBlocks, ...given)]).then(([theirs, ours]) => {
    compared++
    full += theirs.LastEvaluatedKey ? 1 : 0
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(theirs)), JSON.parse(JSON.stringify(ours)))) {
      differing.push(JSON.stringify(data))
    }

    done(null, ours)
  }, done)
}

const store = db.create({ createTableMs: 0 })
const run = (action, request) => promised(require(`dynalite/actions/${action}`), store, checked(action, request, store))
const key = (hash, range) => [{ AttributeName: hash, KeyType: 'HASH' }, ...range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []]
for (const TableName of ['numbers', 'number']) {
  await run('createTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }, { AttributeName: 'at', AttributeType: 'N' }, { AttributeName: 'colour', AttributeType: 'S' }],
    KeySchema: key('kind', 'at'),
    LocalSecondaryIndexes: [{ IndexName: 'byColour', KeySchema: key('kind', 'colour'), Projection: { ProjectionType: 'KEYS_ONLY' } }],
    GlobalSecondaryIndexes: [{ IndexName: 'ofColour', KeySchema: key('colour', 'at'), Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] } }],
  })
  while ((await run('describeTable', { TableName })).Table.TableStatus !== 'ACTIVE') {
    // Its timer comes between two questions.
  }
}

// A row of few bytes, of some, and such that five of them are more than a page takes.
const sizes = { small: [300, 20], some: [60, 6_000], large: [8, 250_000] }
for (const [kind, [count, bytes]] of Object.entries(sizes)) {
  for (let at = -3; at < count - 3; at++) {
    const item = { kind: { S: kind }, at: { N: String(at) }, text: { S: 'x'.repeat(bytes) }, marks: { L: [{ N: String(at % 3) }] }, ...(at % 5 && { colour: { S: ['red', 'green', 'blue'][Math.abs(at) % 3] } }) }
    await run('putItem', { TableName: 'numbers', Item: item })
  }
}

const of = (kind, and = '') => ({ KeyConditionExpression: `kind = :kind${and}`, ExpressionAttributeValues: { ':kind': { S: kind }, ...(and && { ':at': { N: '3' } }) } })
const queries = [
  ...Object.keys(sizes).map(kind => of(kind)),
  ...['<', '<=', '>', '>=', '='].map(operator => of('small', ` AND #at ${operator} :at`)),
  of('none'),
].map(query => ({ ...query, ...(query.KeyConditionExpression.includes('#at') && { ExpressionAttributeNames: { '#at': 'at' } }) }))
queries.push(
  { IndexName: 'byColour', ...of('small') },
  { IndexName: 'byColour', Select: 'ALL_ATTRIBUTES', ...of('some') },
  { IndexName: 'ofColour', KeyConditionExpression: 'colour = :colour', ExpressionAttributeValues: { ':colour': { S: 'red' } } },
  { KeyConditions: { kind: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'small' }] } }, QueryFilter: { colour: { ComparisonOperator: 'NE', AttributeValueList: [{ S: 'red' }] } } },
  { ...of('small'), FilterExpression: 'marks[0] = :one', ExpressionAttributeValues: { ':kind': { S: 'small' }, ':one': { N: '1' } } })
const scans = [{}, { IndexName: 'ofColour' }, { IndexName: 'byColour' }, { Segment: 1, TotalSegments: 3 }, { FilterExpression: 'attribute_not_exists(colour)' },
  { ScanFilter: { colour: { ComparisonOperator: 'NULL' } } }]
const shapes = [{}, { Limit: 1 }, { Limit: 16 }, { Limit: 17 }, { Limit: 600 }, { ReturnConsumedCapacity: 'TOTAL' }, { ReturnConsumedCapacity: 'INDEXES', Limit: 7 }]
const views = [{}, { Select: 'COUNT' }, { ProjectionExpression: 'kind, marks[0]' }, { AttributesToGet: ['at'] }]
for (const [action, requests, directions] of [['query', queries, [{}, { ScanIndexForward: false }]], ['scan', scans, [{}]]]) {
  for (const request of requests) {
    const isExpression = 'KeyConditionExpression' in request || 'FilterExpression' in request
    const isOld = 'KeyConditions' in request || 'ScanFilter' in request
    for (const view of views) {
      if ((view.AttributesToGet && isExpression) || (view.ProjectionExpression && isOld) || (request.Select && Object.keys(view).length > 0)) {
        continue
      }

      for (const shape of shapes) {
        for (const direction of directions) {
          await readAll(action, { TableName: 'numbers', ...request, ...view, ...shape, ...direction })
        }
      }
    }
  }
}

// A block is more than a page here: what isn't given isn't parsed.
for (let at = 1000; at < 1040; at++) {
  await run('putItem', { TableName: 'numbers', Item: { kind: { S: 'huge' }, at: { N: String(at) }, text: { S: 'x'.repeat(390_000) } } })
}
db.queryTable = readInBlocks
let parsed = 0
const { parse } = JSON
JSON.parse = text => {
  parsed += text.length > 390_000 ? 1 : 0
  return parse(text)
}
const page = await run('query', { TableName: 'numbers', ...of('huge') })
JSON.parse = parse

// Beside a table whose name begins like this one's.
await run('putItem', { TableName: 'number', Item: { kind: { S: 'small' }, at: { N: '1' } } })
await readAll('scan', { TableName: 'number' })

console.log(`${compared} pages compared, ${full} with more to come, ${iterators.open} open, ${parsed} parsed for ${page.Count}, ${differing.length} differ`)
differing.slice(0, 5).forEach(data => console.log(data))
process.exit()

// By pages, three at most.
async function readAll(action, request) {
  let page
  for (let pages = 0; pages < 3 && (pages === 0 || page.LastEvaluatedKey); pages++) {
    page = await run(action, { ...request, ...(page && { ExclusiveStartKey: page.LastEvaluatedKey }) })
  }
}
