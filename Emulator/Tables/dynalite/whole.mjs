// Answers a request that comes in one piece, as the emulator and most SDKs write theirs, without Node.js's HTTP server: that makes two streams and a dozen objects for
// each, which costs as much as the tables themselves until V8 has compiled it. Any other request, and whatever comes after it, is the HTTP server's.
import { STATUS_CODES } from 'node:http'

const requestLine = 'POST / HTTP/1.1\r\n'

// A field that has a meaning for the connection, or for how the body comes.
const ofTheConnection = new Set(['connection', 'expect', 'transfer-encoding', 'upgrade'])

/**
 * A connection is its client's to end, as long as its requests come whole.
 * @param tryAnswer Gives an answer's promise, or undefined for what it leaves to the HTTP server.
 */
export function answerWholeRequests(server, tryAnswer) {
  const [serve] = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', socket => {
    let isBusy = false
    const listeners = { data, end: () => socket.end(), error: () => socket.destroy() }
    Object.entries(listeners).forEach(([name, listener]) => socket.on(name, listener))

    async function data(chunk) {
      if (isBusy) {
        // Written ahead of the answer: it has its turn.
        socket.pause()
        socket.unshift(chunk)
        return
      }

      const request = requestIn(chunk)
      const answer = request && tryAnswer(request)
      if (!answer) {
        socket.pause()
        Object.entries(listeners).forEach(([name, listener]) => socket.off(name, listener))
        socket.unshift(chunk)
        serve.call(server, socket)
        socket.resume()
        return
      }

      isBusy = true
      if (socket.write(textOf(await answer))) {
        next()
      } else {
        // Who doesn't read its answers isn't asked for the next request.
        socket.once('drain', next)
      }
    }

    function next() {
      isBusy = false
      socket.resume()
    }
  })
}

/** Undefined unless it is one request, to its last byte. */
function requestIn(chunk) {
  const end = chunk.indexOf('\r\n\r\n')
  const head = end < 0 ? '' : chunk.latin1Slice(0, end + 2)
  if (!head.startsWith(requestLine)) {
    return
  }

  const headers = {}
  for (let at = requestLine.length; at < head.length;) {
    const colon = head.indexOf(':', at)
    const next = head.indexOf('\r\n', at)
    const name = head.slice(at, colon).toLowerCase()
    if (colon < 0 || colon > next || name in headers || ofTheConnection.has(name)) {
      return
    }

    headers[name] = head.slice(colon + 1, next).trim()
    at = next + 2
  }

  const body = chunk.subarray(end + 4)
  return headers['content-length'] === String(body.length) ? { method: 'POST', url: '/', headers, body } : undefined
}

const textOf = ({ status, headers, body }) => `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r
${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}Date: ${new Date().toUTCString()}\r
\r
${body}`
