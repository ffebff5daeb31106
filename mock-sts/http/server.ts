/** Serves a twin on a port, over HTTP or HTTPS. */
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { ServerOptions as TlsServerOptions } from 'node:https'
import { type AddressInfo, isIP, type Socket } from 'node:net'
import Koa from 'koa'
import { limits } from '../limits.ts'
import type { Certificates } from '../tls/certificates.ts'
import { tlsVersions } from '../tls/versions.ts'
import { breakConnection } from './break-connection.ts'
import { faultOf } from './connection-faults.ts'
import { boundConnections } from './connections.ts'
import { createEventStreams, type EventStreams, isEventStream } from './event-stream.ts'
import type { Serve } from './handler.ts'
import { type HttpRequest, receivedRequest } from './http-request.ts'
import { originOf } from './origin-of.ts'
import { watchRefused } from './refused-connections.ts'
import { recordedHeaderNames } from './responses.ts'
import { TextResponse } from './text-response.ts'
import { dropUnreadBody } from './unread-body.ts'

export interface Listening {
  /** `http://localhost:8080` on the loopback addresses, otherwise with the given host. */
  readonly origin: string
  readonly port: number
  /** Stops listening and closes open connections. */
  close(): Promise<void>
}

export interface ListenOptions {
  /** 0 picks a free port. */
  readonly port: number
  /** Address to listen on. Default: both loopback addresses. */
  readonly host?: string | undefined
  /** Serves HTTPS with these certificates. */
  readonly certificates?: Certificates | undefined
  /** Takes a request's origin from `X-Forwarded-Host` and `X-Forwarded-Proto`. Default: false. */
  readonly trustProxy?: boolean | undefined
  /** Called once, after the first successful response has been sent. */
  readonly onFirstSuccess?: (() => void) | undefined
  /** Maximum number of open connections. Default: 2,000. */
  readonly maxConnections?: number | undefined
  /** Called whenever a connection is closed because there are too many. */
  readonly onFull?: (() => void) | undefined
  /** Called with the reason when a connection comes to nothing below HTTP, such as TLS to a port without it. Default: nothing. */
  readonly onRefused?: ((reason: string) => void) | undefined
  /** Called when a caller closes the connection before it has the whole response. Default: nothing. */
  readonly onHangUp?: ((request: HttpRequest) => void) | undefined
  /** Called with an error that no caller has caused. Default: throws it, outside of any request. */
  readonly onError?: ((error: Error) => void) | undefined
  /** Default: the values in `limits`. */
  readonly times?: TimeLimits | undefined
}

/** In milliseconds. */
export interface TimeLimits {
  readonly keepAlive: number
  readonly headers: number
  readonly request: number
  readonly handshake: number
  readonly hang: number
}

const defaultTimes: TimeLimits = {
  keepAlive: limits.keepAlive.value * 1000,
  headers: limits.headers.value * 1000,
  request: limits.request.value * 1000,
  handshake: limits.handshake.value * 1000,
  hang: limits.hang.value * 1000,
}

const loopback = ['127.0.0.1', '::1'] as const

/** @throws {Error} with a `code` such as `EADDRINUSE` if the port is unavailable */
export async function listen(serve: Serve, options: ListenOptions): Promise<Listening> {
  const { port, host, certificates, times = defaultTimes } = options
  const { maxConnections = limits.connections.value, onFull = () => undefined, onRefused = () => undefined } = options
  const streams = createEventStreams()
  const callback = edge(serve, options, streams).callback()
  // Loaded only where it is needed, because most twins start without TLS.
  const https = certificates && (await import('node:https'))
  const connections = boundConnections(maxConnections, onFull)
  const serverOptions = timeoutsOf(times)
  // Also those before the end of their TLS handshake, of which Node's list of HTTP connections knows nothing.
  const open = new Set<Socket>()
  const create = () => {
    const server =
      https === undefined || certificates === undefined
        ? createServer(serverOptions, callback)
        : https.createServer(
            { ...serverOptions, ...tlsOptions(certificates), handshakeTimeout: times.handshake },
            callback,
          )
    connections.watch(server)
    watchRefused(server, certificates === undefined ? 'http' : 'https', onRefused)
    server.on('connection', (socket: Socket) => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    })
    return server
  }
  const first = await listenOn(create(), port, host ?? loopback[0])
  const taken = (first.address() as AddressInfo).port
  const servers = [first]
  if (host === undefined) {
    const second = await listenOn(create(), taken, loopback[1]).catch((error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has only one loopback address.
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') return undefined
      first.close()
      throw error
    })
    if (second) servers.push(second)
  }
  return {
    origin: originOf(certificates === undefined ? 'http' : 'https', host, taken),
    port: taken,
    async close() {
      await streams.end()
      const closed = Promise.all(servers.map(closeServer))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

/** Node looks for connections that take too long at an interval, and needs time to close many: the limits given to it leave room for both. */
function timeoutsOf({ keepAlive, headers, request }: TimeLimits): ServerOptions {
  const interval = headers / 60
  return {
    headersTimeout: headers - 2 * interval,
    requestTimeout: request - 2 * interval,
    keepAliveTimeout: keepAlive,
    connectionsCheckingInterval: interval,
  }
}

function edge(
  serve: Serve,
  { certificates, trustProxy = false, times = defaultTimes, ...options }: ListenOptions,
  streams: EventStreams,
): Koa {
  let { onFirstSuccess } = options
  const { onHangUp = () => undefined, onError = throwLater } = options
  const app = new Koa({ proxy: trustProxy })
  const scheme = certificates === undefined ? 'http' : 'https'
  // Koa prints an error that has no listener.
  app.on('error', (error: NodeJS.ErrnoException & { expose?: boolean }, ctx?: Koa.Context) => {
    const { answered } = (ctx?.state ?? {}) as { answered?: HttpRequest }
    const isHangUp = /^(?:ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(error.code ?? '')
    if (isHangUp && answered !== undefined) onHangUp(answered)
    const callersFault =
      isHangUp || error.expose || ctx?.req.errored || /^HPE_|^ERR_HTTP_REQUEST_TIMEOUT$/.test(error.code ?? '')
    if (!callersFault) onError(error)
  })
  app.use(async (ctx) => {
    if (unsupportedMethods.has(ctx.method)) {
      ctx.set('Allow', servedMethods)
      ctx.body = null
      ctx.status = 405
      return
    }
    if (hostFields(ctx.req.rawHeaders) > 1) ctx.throw(400, 'the Host header is repeated')
    const request = toRequest(
      ctx,
      trustProxy && ctx.get('x-forwarded-proto') ? (ctx.protocol === 'https' ? 'https' : 'http') : scheme,
    )
    if (request === undefined) {
      ctx.throw(400, 'the Host header or the request target is not a valid http or https address')
      return
    }
    const response = await serve(request, { rawHeaders: ctx.req.rawHeaders, caller: callerOf(ctx) })
    // Until here, the function that handles the request notes that its caller hung up.
    ctx.state.answered = request
    const fault = faultOf(response)
    if (fault !== undefined) {
      ctx.respond = false
      await breakConnection(ctx, response, fault, times.hang)
      return
    }
    if (isEventStream(response) && response.body !== null) {
      ctx.respond = false
      await streams.send(ctx.res, response)
      return
    }
    for (const [name, value] of response.headers) ctx.res.setHeader(recordedHeaderNames[name] ?? name, value)
    dropUnreadBody(ctx.req, ctx.res)
    ctx.body = await contentOf(response)
    // After the body, because Koa sets the status to 204 for a null body.
    ctx.status = response.status
    if (onFirstSuccess !== undefined && response.ok) {
      ctx.res.once('finish', onFirstSuccess)
      onFirstSuccess = undefined
    }
  })
  return app
}

async function contentOf(response: Response): Promise<string | Buffer | null> {
  if (response instanceof TextResponse) return response.content
  return response.body === null ? null : Buffer.from(await response.arrayBuffer())
}

/** Ends the process, as any error that nothing handles. */
function throwLater(error: Error): void {
  queueMicrotask(() => {
    throw error
  })
}

/** Number of Host fields: more than one is an error (RFC 9112 3.2), but Node keeps the first. */
function hostFields(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
}

/** With a trusted proxy, the address that it added to `X-Forwarded-For`, which comes last; the others are the caller's own words. */
function callerOf({ req, ips }: Koa.Context): string {
  const address = (req.socket.remoteAddress ?? 'an unknown address').replace(/^::ffff:/, '')
  const forwarded = ips.at(-1)
  return forwarded !== undefined && isIP(forwarded) !== 0 ? `${forwarded} through ${address}` : address
}

/** Methods that a fetch `Request` does not allow. HelseID does not serve them either. */
const unsupportedMethods = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** The methods of all paths, for a response that must name some (RFC 9110 15.5.6); here the path is not known yet. */
const servedMethods = 'GET, HEAD, POST, DELETE'

const hostAndPort = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** Undefined if host and request target do not form a URL. */
function toRequest({ req, res, host, headers }: Koa.Context, scheme: string): HttpRequest | undefined {
  const target = req.url ?? '/'
  // Anything but host and port would become part of the path, and a proxy in front of the twin would not see it.
  if (![host, headers.host ?? ''].every((name) => name === '' || hostAndPort.test(name))) return undefined
  const text = target.startsWith('/') ? `${scheme}://${host || 'localhost'}${target}` : target
  if (!URL.canParse(text)) return undefined
  const address = new URL(text)
  if (address.protocol !== 'http:' && address.protocol !== 'https:') return undefined
  // The twin ignores a user name in the address; a fetch `Request` would reject it.
  address.username = address.password = ''
  const caller = new AbortController()
  const hangUp = () => {
    if (!res.writableFinished) caller.abort()
  }
  // First, so that the signal is aborted before reading the body fails.
  req.once('error', hangUp)
  res.once('close', hangUp)
  return receivedRequest(address, req, caller.signal)
}

/** TLS 1.2 at least, as the security profile requires (SK1); the certificate is chosen by the name that the client requests. */
function tlsOptions(certificates: Certificates): TlsServerOptions {
  return {
    ...certificates.fallback,
    ...tlsVersions,
    SNICallback: (name, done) => {
      certificates.contextFor(name).then((context) => done(null, context), done)
    },
  }
}

async function listenOn(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

async function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
