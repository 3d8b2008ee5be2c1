// How long a text may be.

// What a text may have in bytes: the hub's own limit.
const LONGEST_TEXT = 16 * 1024;

// A browser sends a message as one WebSocket frame, and API Gateway closes the connection over a longer one (1009).
const LONGEST_FRAME = 32 * 1024;

const sizeOf = text => new TextEncoder().encode(text).length;

/** Why a text can't be sent, or an empty text. */
export function problemWith(room, text) {
  const over = Math.max(sizeOf(text) - LONGEST_TEXT, sizeOf(JSON.stringify({ room, text })) + 200 - LONGEST_FRAME);
  return over > 0 ? `Too long by ${over.toLocaleString('en')} bytes: make it shorter, or send it in parts.` : '';
}
