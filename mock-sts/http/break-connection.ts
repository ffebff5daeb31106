/** Produces faults below HTTP on a connection that the server owns. */
import type { ServerResponse } from 'node:http'
import type Koa from 'koa'
import type { ConnectionFault } from './connection-faults.ts'
import { recordedHeaderNames } from './responses.ts'

/** Produces a fault below HTTP. */
export async function breakConnection(
  { req, res }: Koa.Context,
  response: Response,
  fault: ConnectionFault,
  /** Longest time to hold the connection, in milliseconds. */
  hang: number,
): Promise<void> {
  // Until the caller gives up, the twin is closed, or the time has passed.
  const giveUp = setTimeout(() => req.socket.destroy(), hang)
  res.once('close', () => clearTimeout(giveUp))
  if (fault.kind === 'hang') return
  if (fault.kind === 'reset') {
    req.socket.resetAndDestroy()
    return
  }
  const body = Buffer.from(await response.arrayBuffer())
  for (const [name, value] of response.headers) res.setHeader(recordedHeaderNames[name] ?? name, value)
  res.writeHead(response.status, { 'Content-Length': body.length })
  if (fault.kind === 'truncate') {
    res.write(body.subarray(0, body.length >> 1), () => req.socket.destroySoon())
    return
  }
  for (const byte of body) {
    if (res.destroyed) return
    res.write(Buffer.from([byte]))
    await pauseWhileOpen(res, fault.milliseconds)
  }
  res.end()
}

/** Ends early when the caller hangs up. */
async function pauseWhileOpen(response: ServerResponse, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    function done() {
      clearTimeout(timer)
      response.off('close', done)
      resolve()
    }
    response.once('close', done)
  })
}
