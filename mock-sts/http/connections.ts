/** Bounds the number of open connections of a server, so that idle ones cannot keep new callers out. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface Connections {
  /** Watches the connections of a server. */
  watch(server: Server): void
}

/**
 * With more than `max` open connections, closes one: the oldest that has not sent a request, else the one that has been idle for
 * longest, else the oldest. Never the new one. Calls `onFull` each time.
 */
export function boundConnections(max: number, onFull: () => void): Connections {
  // Each in the order in which a connection came to be silent, idle or busy.
  const silent = new Map<string, Socket>()
  const idle = new Map<string, Socket>()
  const busy = new Map<string, Socket>()
  /** Pipelined requests (RFC 9112 9.3.2) arrive before the earlier ones are answered. */
  const unanswered = new Map<Socket, number>()
  const closeOne = () => {
    for (const sockets of [silent, idle, busy])
      for (const [key, socket] of sockets) {
        sockets.delete(key)
        socket.destroy()
        return
      }
  }
  return {
    watch(server) {
      server.on('connection', (socket: Socket) => {
        const key = keyOf(socket)
        while (silent.size + idle.size + busy.size >= max) {
          onFull()
          closeOne()
        }
        silent.set(key, socket)
        socket.once('close', () => {
          for (const sockets of [silent, idle, busy]) if (sockets.get(key) === socket) sockets.delete(key)
        })
      })
      server.on('request', ({ socket }, response) => {
        const key = keyOf(socket)
        const raw = silent.get(key) ?? idle.get(key) ?? busy.get(key)
        if (raw === undefined) return
        silent.delete(key)
        idle.delete(key)
        busy.set(key, raw)
        unanswered.set(raw, (unanswered.get(raw) ?? 0) + 1)
        response.once('close', () => {
          const left = (unanswered.get(raw) ?? 1) - 1
          if (left > 0) return void unanswered.set(raw, left)
          unanswered.delete(raw)
          if (busy.get(key) !== raw) return
          busy.delete(key)
          if (!raw.destroyed) idle.set(key, raw)
        })
      })
    },
  }
}

/** The same for a TLS connection and the TCP connection below it. */
function keyOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`
}
