/** The reverse proxy in front of an API under verification: renews tokens and proofs, and passes everything else on as it is. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Renewed, TokenStates } from 'helseid-contract/pact-states'
import { createProxyServer } from 'httpxy'
import { type ApiAnswer, createInteractions, reasonOf } from './interaction.ts'
import { bodyOf, passOn, readStateChange, type StateAnswer } from './state-change.ts'

export interface PactProxyOptions {
  /** Base address of the API. */
  readonly provider: string
  readonly tokens: TokenStates
  /** 0 picks a free port. */
  readonly port: number
  /** Address to listen on. Default: both loopback addresses. */
  readonly host?: string | undefined
  /** The API's own state URL. */
  readonly states?: string | undefined
  /** PEM certificates of the authorities that the API's certificate is from. */
  readonly ca?: string | undefined
  /** Takes one line per interaction. */
  readonly print: (line: string) => void
  /** Takes what went wrong, or proves nothing. */
  readonly warn: (line: string) => void
}

export interface PactProxy extends AsyncDisposable {
  /** The provider's base address for the verifier. */
  readonly origin: string
  /** The state-change URL for the verifier. */
  readonly statesUrl: string
  close(): Promise<void>
}

/** The path of the state-change URL. */
const statesPath = '/_pact/provider-states'

/** A status that no pact expects, so that it is not mistaken for a response of the API. */
const unexpected = 599

/** @throws {Error} with a `code` such as `EADDRINUSE` if the port is unavailable */
export async function startPactProxy(options: PactProxyOptions): Promise<PactProxy> {
  const { provider, tokens, states, ca, print, warn, port, host } = options
  const { pathname, protocol, host: hostAndPort, hostname, port: providerPort } = new URL(provider)
  const basePath = pathname.replace(/\/$/, '')
  const proxy = createProxyServer({
    // Without the path, which would lose a slash at the end of a target; sockets take IPv6 addresses without brackets.
    target: { protocol, host: hostAndPort, hostname: hostname.replace(/^\[|\]$/g, ''), port: providerPort },
    changeOrigin: true,
    // A connection that is used again may be closed by the API at that moment.
    agent: false,
    ...(ca !== undefined && { ca }),
  })
  const answers = new WeakMap<IncomingMessage, ApiAnswer>()
  proxy.on('proxyRes', ({ statusCode = 0, headers }, request) => {
    answers.set(request, { status: statusCode, challenge: headers['www-authenticate'] })
    // About the connection to the API, which is used once, and not the verifier's.
    delete headers.connection
    delete headers['keep-alive']
  })
  const fail = ({ method }: IncomingMessage, url: string, response: ServerResponse, reason: string) => {
    warn(`${method} ${url}: ${reason}`)
    send(response, { status: unexpected, contentType: 'text/plain; charset=utf-8', body: reason })
  }
  proxy.on('proxyReq', (sent, request, response) => {
    sent.once('upgrade', (_answer, socket) => {
      socket.destroy()
      const reason = `The API at ${provider} has switched to another protocol; the proxy passes on HTTP alone`
      fail(request, targetOf(request), response as ServerResponse, reason)
    })
  })
  const interactions = createInteractions(tokens, { print, warn })
  const closing = new AbortController()
  let last: Promise<unknown> = Promise.resolve()
  /** States are of the whole proxy, so requests wait until the interaction before has ended. */
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const next = last.then(step)
    last = next.catch(() => undefined)
    return next
  }

  const changeState = async (request: IncomingMessage): Promise<StateAnswer> => {
    const body = await bodyOf(request)
    const change = readStateChange(new URL(request.url ?? '/', 'http://localhost').searchParams, body)
    return inTurn(() =>
      interactions.change(
        change,
        states === undefined ? undefined : () => passOn(states, request, { body, signal: closing.signal }),
      ),
    )
  }
  /** `closed` resolves when nothing more of the answer is sent. */
  const forward = async (request: IncomingMessage, response: ServerResponse, closed: Promise<void>): Promise<void> => {
    const { method = 'GET', headers } = request
    const url = targetOf(request)
    request.url = basePath + url
    let kept: Buffer | undefined
    const body = async () => {
      kept = await buffer(request)
      return kept
    }
    let renewed: Renewed | undefined
    let isRenewed = false
    try {
      renewed = await interactions.renew({ method, target: url, headers, body })
      isRenewed = true
      await proxy.web(request, response, kept === undefined ? {} : { buffer: Readable.from([kept]) })
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException
      // The error of several addresses, as localhost may have, has a code, but no message.
      const reason = isRenewed ? `The API at ${provider} gave no answer: ${message || code}` : reasonOf(error)
      fail(request, url, response, reason)
    }
    await closed
    await interactions.answered(`${method} ${url}`, answers.get(request), renewed)
  }
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const isChange = targetOf(request).split('?')[0] === statesPath
    const handled = isChange
      ? changeState(request).then((answer) => send(response, answer))
      : inTurn(() => forward(request, response, closedOf(request, response)))
    handled.catch((error: Error) => {
      warn(error.message)
      send(response, { status: 400, contentType: 'text/plain; charset=utf-8', body: error.message })
    })
  }

  const servers = await listenOn(handle, port, host)
  const { port: taken } = servers[0].address() as AddressInfo
  const name = host === undefined || ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  const { origin } = new URL(`http://${name.includes(':') ? `[${name}]` : name}:${taken}`)
  const close = async () => {
    closing.abort()
    await Promise.all(
      servers.map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve)
            server.closeAllConnections()
          }),
      ),
    )
    await last
  }
  return { origin, statesUrl: origin + statesPath, close, [Symbol.asyncDispose]: close }
}

/** Path and query, also of a request that names the whole address. */
function targetOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/^https?:\/\/[^/?]*(?=[/?]|$)/i, '') || '/'
}

/** Resolves when no more of the answer is sent. An answer that waits for one on the same connection does not close by itself. */
function closedOf({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      socket.off('close', end)
      resolve()
    }
    if (socket.destroyed) return resolve()
    response.once('close', end)
    socket.once('close', end)
  })
}

function send(response: ServerResponse, { status, contentType, body }: StateAnswer): void {
  if (response.headersSent) return void response.destroy()
  if (contentType !== undefined) response.setHeader('Content-Type', contentType)
  response.writeHead(status).end(body)
}

async function listenOn(
  handle: RequestListener,
  port: number,
  host: string | undefined,
): Promise<[Server, ...Server[]]> {
  const first = await listening(createServer(handle), port, host ?? '127.0.0.1')
  if (host !== undefined) return [first]
  try {
    return [first, await listening(createServer(handle), (first.address() as AddressInfo).port, '::1')]
  } catch (error) {
    // A machine without IPv6 has only one loopback address.
    if (/^EADDRNOTAVAIL|^EAFNOSUPPORT/.test((error as NodeJS.ErrnoException).code ?? '')) return [first]
    first.close()
    throw error
  }
}

async function listening(server: Server, port: number, host: string): Promise<Server> {
  server.listen({ port, host })
  await once(server, 'listening')
  return server
}
