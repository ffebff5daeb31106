/** What becomes of the body of a request that is answered before its body is read. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { limits } from '../limits.ts'
import { mayHaveBody } from './http-request.ts'

const maxBytes = limits.unreadBody.value

/**
 * Reads and drops the rest of a body that no one has read to its end, because a connection with unread bytes serves no further request. A response to a
 * request that announces more than `limits.unreadBody` says that the connection closes. To be called before the response is sent.
 * https://www.rfc-editor.org/rfc/rfc9112#section-9.3
 */
export function dropUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  if (!mayHaveBody(req) || req.readableEnded) return
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) res.setHeader('Connection', 'close')
  else void drop(req)
}

async function drop(req: IncomingMessage): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of req) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) break
    }
  } catch (error) {
    // The connection ended before the body did; the response had been decided.
    if (!req.destroyed) throw error
  }
  // `break` destroys the stream, which closes the connection.
}
