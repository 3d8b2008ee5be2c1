// Serves the tables: node start.mjs [--path FOLDER] [--port N]. In memory without a folder, on a free port without a port.
// Says {"port":12345} on standard output once it listens, on loopback only. The first line on standard error says why it ended.

const needed = 20
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(`The tables need Node.js ${needed} or later; this is ${process.version}.`)
  process.exit(1)
}

process.on('uncaughtException', error => {
  console.error(error.cause?.message ?? error.message)
  console.error(error.stack)
  process.exit(1)
})

const { drawRandomBytesInBlocks, keepTableDescriptions } = await import('./lean.mjs')
keepTableDescriptions()
drawRandomBytesInBlocks()

const { default: dynalite } = await import('dynalite')
const { Level } = await import('level')

const option = name => process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined
const path = option('--path')
if (path) {
  // dynalite opens the folder at the first request, and keeps to itself why it can't: it is in use, or not to be written.
  const probe = new Level(path)
  await probe.open()
  await probe.close()
}

const server = dynalite({
  path,
  createTableMs: 0,
  updateTableMs: 0,
  deleteTableMs: 0,
})

// dynalite throws when a client goes away in the middle of its request, and would end with it: a function that is killed at the
// wrong moment must not take the tables along. Without a listener Node.js drops that error.
const [handle] = server.listeners('request')
server.removeAllListeners('request')
server.on('request', (request, response) => {
  if (!mayAsk(request)) {
    response.writeHead(403, { 'Content-Type': 'text/plain' }).end('Web pages may not use the tables.\n')
    return
  }

  handle(request, response)
  request.removeAllListeners('error')
})

// dynalite answers any web page, and doesn't check signatures. A browser says which page asks; a page that has its own name point to
// 127.0.0.1 shows in Host.
function mayAsk({ headers }) {
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  return headers.origin === undefined
    && ['same-origin', 'none', undefined].includes(headers['sec-fetch-site'])
    && (['127.0.0.1', 'localhost', '[::1]'].includes(host) || host.endsWith('.localhost'))
}

server.listen(Number(option('--port') ?? 0), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
