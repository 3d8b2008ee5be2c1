// Serves the tables: node start.mjs [--path FOLDER] [--port N]. In memory without a folder, on a free port without a port.
// EMULATOR_TABLES_KEY: what every request has to name as X-Emulator-Key. Without it the tables are for every program on this machine.
// Says {"port":12345} on standard output once it listens, on loopback only. The first line on standard error says why it ended.

import { timingSafeEqual } from 'node:crypto'

const needed = 20
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(`The tables need Node.js ${needed} or later; this is ${process.version}.`)
  process.exit(1)
}

// What is kept is the user's alone.
process.umask(0o077)

const key = process.env.EMULATOR_TABLES_KEY
delete process.env.EMULATOR_TABLES_KEY

process.on('uncaughtException', error => {
  // The stack is for whoever looks for the bug, and not for the sentence that says why there are no tables.
  console.error(error.cause?.message ?? error.message)
  console.error((error.stack ?? '').split('\n').filter(line => /^ +at /.test(line)).join('\n'))
  process.exit(1)
})

const { closeIterators } = await import('./iterators.mjs')
const { keepExpressions } = await import('./expressions.mjs')
const { checksumNatively, drawRandomBytesInBlocks, keepTableDescriptions } = await import('./lean.mjs')
closeIterators()
keepExpressions()
keepTableDescriptions()
drawRandomBytesInBlocks()
checksumNatively()

// What dynalite lacks; transactions take its actions as they are, and so come before these are wrapped.
const { db } = await import('./dynalite.mjs')
const { answer, answerOf, operationOf } = await import('./operations.mjs')
const { takeArns } = await import('./arns.mjs')
const { returnItemsOfFailedConditions } = await import('./conditions.mjs')
const { changeDescriptions, resumeIndexes } = await import('./descriptions.mjs')
const { readRowsInBlocks } = await import('./rows.mjs')
const { answerWholeRequests } = await import('./whole.mjs')
const { adoptKeptTables, asExpiry, captureWrites } = await import('./streams.mjs')
returnItemsOfFailedConditions()
captureWrites()
changeDescriptions()
takeArns()
readRowsInBlocks()

let store
const create = db.create
db.create = options => store = create(options)

const { default: dynalite } = await import('dynalite')
const { Level } = await import('level')

const option = name => process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined
const path = option('--path')
if (path) {
  // dynalite opens the folder at the first request, and keeps to itself why it can't: it is in use, or not to be written.
  await probe()
}

const server = dynalite({
  path,
  createTableMs: 0,
  updateTableMs: 0,
  deleteTableMs: 0,
})

const [handle] = server.listeners('request')
server.removeAllListeners('request')
server.on('request', (request, response) => {
  if (!mayAsk(request)) {
    response.writeHead(403, { 'Content-Type': 'text/plain' }).end('Web pages may not use the tables.\n')
    return
  }

  if (!knowsKey(request)) {
    response.writeHead(403, { 'Content-Type': 'text/plain' }).end('The tables are asked at the endpoint that the emulator names.\n')
    return
  }

  if (!request.url.startsWith('/')) {
    // dynalite takes it apart, and ends where that fails.
    response.writeHead(400).end()
    return
  }

  const run = operationOf(request)
  if (run) {
    answer(store, as(request, run), request, response)
    return
  }

  // dynalite throws when a client goes away in the middle of its request, and would end with it: a function that is killed at the
  // wrong moment must not take the tables along. Without a listener Node.js drops that error.
  handle(request, response)
  request.removeAllListeners('error')
})
answerWholeRequests(server, request => {
  const run = mayAsk(request) && knowsKey(request) ? operationOf(request) : undefined
  return run && answerOf(store, as(request, run), request, request.body)
})

// Deletions of what has expired are DynamoDB's own.
function as({ headers }, run) {
  return key && headers['x-emulator-expiry'] ? (...given) => asExpiry(() => run(...given)) : run
}

// dynalite answers any web page, and doesn't check signatures. A browser says which page asks; a page that has its own name point to
// 127.0.0.1 shows in Host.
function mayAsk({ headers }) {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  return headers.origin === undefined
    && ['same-origin', 'none', undefined].includes(headers['sec-fetch-site'])
    && (['127.0.0.1', 'localhost', '[::1]'].includes(host) || host.endsWith('.localhost'))
}

// A server that has just been killed may hold its lock for a moment still.
async function probe() {
  for (let tries = 1; ; tries++) {
    const level = new Level(path)
    try {
      await level.open()
      await level.close()
      return
    } catch (error) {
      const locked = error.cause?.code === 'LEVEL_LOCKED'
      if (!locked || tries === 10) {
        fail(locked ? `Another emulator uses ${path}: end it, or give this one a folder of its own (--data).` : `${path} can't be used: ${error.cause?.message ?? error.message}`)
      }

      await new Promise(resolve => setTimeout(resolve, 200))
    }
  }
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

// The emulator checks who asks and may; whoever comes here directly would walk around that.
function knowsKey({ headers }) {
  const given = Buffer.from(headers['x-emulator-key'] ?? '')
  return !key || (given.length === Buffer.byteLength(key) && timingSafeEqual(given, Buffer.from(key)))
}

if (!key) {
  const { sweepExpiredItems } = await import('./expiry.mjs')
  sweepExpiredItems(store)
}

if (path) {
  await adoptKeptTables(store)
  await resumeIndexes(store)
}

server.listen(Number(option('--port') ?? 0), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
