// What dynalite does over and over for each request, and need not: it reads and parses a table's description again, asks the system for the random
// bytes of a request ID, one call each, and adds up an answer's checksum byte by byte. Items are never kept.
import { createRequire } from 'node:module'
import crypto from 'node:crypto'
import zlib from 'node:zlib'

const require = createRequire(import.meta.url)

export function keepTableDescriptions() {
  const db = require('dynalite/db')
  const create = db.create
  db.create = options => {
    const store = create(options)
    const known = new Map()

    // A description that was read while one was written may be the old one: it is used, and not kept.
    let writes = 0
    const forget = () => {
      writes++
      known.clear()
    }

    for (const name of ['put', 'del', 'batch']) {
      const write = store.tableDb[name]
      store.tableDb[name] = (...args) => {
        const done = args.pop()
        forget()
        write.call(store.tableDb, ...args, (...result) => {
          forget()
          done(...result)
        })
      }
    }

    // Who passes checkStatus changes the description, or shows it; the others look at it.
    const getTable = store.getTable
    store.getTable = (name, checkStatus, done) => {
      if (typeof checkStatus !== 'function') {
        return getTable(name, checkStatus, done)
      }

      const table = known.get(name)
      if (table !== undefined) {
        return checkStatus(null, table)
      }

      const before = writes
      getTable(name, (error, table) => {
        if (!error && table.TableStatus === 'ACTIVE' && before === writes) {
          known.set(name, table)
        }

        checkStatus(error, table)
      })
    }

    return store
  }
}

// In blocks: a call to the system costs the more, the fewer bytes it brings. No byte is given out twice.
export function drawRandomBytesInBlocks() {
  const draw = crypto.randomBytes
  const block = Buffer.alloc(8192)
  let used = block.length
  crypto.randomBytes = (size, ...rest) => {
    if (rest.length > 0 || size > 256) {
      return draw(size, ...rest)
    }

    if (used + size > block.length) {
      crypto.randomFillSync(block)
      used = 0
    }

    used += size
    return Buffer.from(block.subarray(used - size, used))
  }
}

// Node.js has it since 20.15 and 22.2.
export function checksumNatively() {
  if (zlib.crc32) {
    require('buffer-crc32').unsigned = body => zlib.crc32(body)
  }
}
