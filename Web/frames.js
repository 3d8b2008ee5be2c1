// What goes over the wire.

// A browser sends a message as one frame, and API Gateway closes the connection over a longer one (1009).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
export const FRAME_LIMIT = 32 * 1024;

/** The frame that sends a message to everybody connected. */
export const sendMessage = text => JSON.stringify({ action: 'sendMessage', message: text });

/** A frame's size as it counts: in bytes. */
export const sizeOf = frame => new TextEncoder().encode(frame).length;

/**
 * The complaint in a frame that is the gateway's or the function's own, else undefined: then the frame is somebody's message.
 * The gateway's: {"message": "Forbidden", "connectionId":"…", "requestId":"…"}; the function's: {"error": "…"}.
 */
export function complaintIn(frame) {
  let value;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }

  if (typeof value !== 'object' || value === null) {
    return undefined;
  }

  if (typeof value.message === 'string' && typeof value.connectionId === 'string' && ('requestId' in value || 'messageId' in value)) {
    return value.message;
  }

  if (Object.keys(value).length === 1 && 'error' in value) {
    return typeof value.error === 'string' ? value.error : value.error?.message ?? JSON.stringify(value.error);
  }

  return undefined;
}
