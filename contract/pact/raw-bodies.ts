/** Keeps the bytes of bodies that Pact's own proxy parses before a request filter sees them. */
import { subscribe } from 'node:diagnostics_channel'

/** https://nodejs.org/api/diagnostics_channel.html#event-httpserverrequeststart */
interface RequestStart {
  readonly request: NodeJS.EventEmitter
  readonly server: object
}

const serverOf = new WeakMap<object, object>()
const watched = new WeakSet<object>()
const bodies = new WeakMap<object, Uint8Array[]>()
let isSubscribed = false

/** To be called before the first request. The bodies of other servers in this process are not touched. */
export function watchServers(): void {
  if (isSubscribed) return
  isSubscribed = true
  subscribe('http.server.request.start', (message) => {
    const { request, server } = message as RequestStart
    serverOf.set(request, server)
    if (!watched.has(server)) return
    const chunks: Uint8Array[] = []
    bodies.set(request, chunks)
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  })
}

/** Keeps the bodies of all later requests to the server that received this one. */
export function keepBodiesLike(request: object): void {
  const server = serverOf.get(request)
  if (server !== undefined) watched.add(server)
}

/** The body as it was received; undefined if it was not kept. */
export function rawBody(request: object): Buffer | undefined {
  const chunks = bodies.get(request)
  return chunks && Buffer.concat(chunks)
}
