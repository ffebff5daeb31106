/** Calls a protected API: adds token and proof, answers nonce challenges, and renews a refused token once. */
import {
  allowInsecureRequests,
  customFetch,
  isDPoPNonceError,
  protectedResourceRequest,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { abortable } from './abortable.ts'
import { apiAddress } from './api-address.ts'
import type { ApiProofs } from './api-proofs.ts'
import { skewIn } from './clock-watch.ts'
import { forLog } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { maxChallenges } from './grants/client-credentials.ts'
import type { RefusedTokens } from './refused-tokens.ts'
import { isInMemory, type ReplayableBody, replayableBody } from './replayable-body.ts'
import { requestHeaders } from './request-headers.ts'
import { safeCause } from './safe-cause.ts'
import type { Token } from './token-cache.ts'

export interface FetchTools {
  readonly getToken: (signal: AbortSignal | undefined) => Promise<Token>
  /** Drops a token that the API has refused. */
  readonly forget: (token: Token, signal: AbortSignal | undefined) => Promise<void>
  /** Absent for Bearer tokens. */
  readonly proofs: () => Promise<ApiProofs | undefined>
  readonly fetch: typeof fetch
  readonly issuer: string
  /** In epoch milliseconds. */
  readonly now: () => number
  readonly allowPlainHttp: boolean
  /** Seconds until the API must begin its response. */
  readonly apiTimeout: number
  readonly maximumReplayBytes: number
  readonly refusedTokens: RefusedTokens
  /** Called for each 401. `renews`: the token is replaced and the request sent again. */
  readonly onRefused: (address: URL, reasons: RefusalReasons, renews: boolean) => void
}

/** The API's reasons, safe to log, and a clock that may be the true one. */
export interface RefusalReasons {
  readonly error?: string
  readonly errorDescription?: string
  /** Seconds by which the API's clock is ahead of this machine's. */
  readonly clockSkew?: number
}

/**
 * @throws {HelseIdError} if there is no token, or a body that could be read only once has to be sent again
 * @throws {TypeError} for a URL that no token may be sent to, or a header that only the client may set
 */
export async function protectedFetch(
  input: string | URL | Request,
  init: RequestInit | undefined,
  tools: FetchTools,
): Promise<Response> {
  const request = requestOf(input, init)
  refuseOwnAuthorization(request.headers)
  const url = apiAddress(request.url, tools)
  // A Request always has a signal. The one of a Request created here can never abort, and would only cost time.
  const requestSignal = input instanceof Request ? input.signal : undefined
  const signal = (init?.signal === undefined ? requestSignal : init.signal) ?? undefined
  signal?.throwIfAborted()
  // Leaves the body unread if there is no token to send it with.
  if (request instanceof Request) await tools.getToken(signal)
  const body =
    request instanceof Request
      ? await replayableBody(request, { inMemory: isInMemory(input, init), limit: tools.maximumReplayBytes, signal })
      : noBody
  let challenges = 0
  let renewed = false
  for (;;) {
    const token = await tools.getToken(signal)
    const requestedAt = tools.now()
    const response = await send(request, { url, body: body.next(), signal, init }, token, tools)
    const { status, headers } = response
    const challenge = headers.has('www-authenticate') ? await challengeIn(response, url) : undefined
    const nonceRequired = isDPoPNonceError(challenge)
    const challenged = nonceRequired && headers.has('dpop-nonce') && challenges < maxChallenges
    const refused = status === 401 && !nonceRequired && saysInvalidToken(challenge)
    if (refused && renewed) tools.refusedTokens.note(token)
    const renews = refused && !renewed && !tools.refusedTokens.has(token)
    if (status === 401 && !challenged) {
      const clockSkew = skewIn(headers, requestedAt, tools.now())
      const reasons = { ...reasonsForLog(challenge, token), ...(clockSkew !== undefined && { clockSkew }) }
      tools.onRefused(url, reasons, renews)
    }
    if (!challenged && !renews) return response
    await response.body?.cancel()
    if (!body.replayable) throw notReplayable(url, challenged ? 'a new nonce' : 'a new token', status)
    if (challenged) challenges++
    else {
      renewed = true
      await tools.forget(token, signal)
    }
  }
}

const noBody: ReplayableBody = { next: () => null, replayable: true }

/** The request without its body, whether it was given as a URL or a Request. */
interface RequestHead {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly redirect: Request['redirect']
}

/** A Request handles every kind of body; without a body, creating one would only cost time. */
function requestOf(input: string | URL | Request, init: RequestInit | undefined): Request | RequestHead {
  const bare = !(input instanceof Request) && (init?.body === undefined || init.body === null)
  if (!bare) return new Request(input, withDuplex(init))
  const { method = 'GET', headers, redirect = 'manual' } = init ?? {}
  return { url: String(input), method, headers: new Headers(headers), redirect }
}

function refuseOwnAuthorization(headers: Headers): void {
  for (const name of ['authorization', 'dpop'])
    if (headers.has(name)) throw new TypeError(`client.fetch sets the header ${name} itself: remove it`)
}

/** Undici requires `duplex` with a stream, and callers tend to forget it. */
function withDuplex(init: RequestInit | undefined): RequestInit | undefined {
  const body: unknown = init?.body
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return init
  return { ...init, duplex: 'half' } as RequestInit
}

interface Sending {
  readonly url: URL
  readonly body: RequestInit['body']
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  readonly init: RequestInit | undefined
}

async function send(
  { method, headers, redirect }: RequestHead,
  { url, body, signal: caller, init }: Sending,
  token: Token,
  { fetch, proofs, apiTimeout }: FetchTools,
): Promise<Response> {
  const apiProofs = await proofs()
  const authorization = await requestHeaders(url, method, token, apiProofs)
  const sent = {
    ...init,
    // In capitals as in the proof; fetch itself would not change `patch`.
    method: method.toUpperCase(),
    headers: { ...Object.fromEntries(headers), ...authorization },
    body,
    // Returns a redirect to the caller unless it is an error, because the proof is valid for one URL only.
    redirect: redirect === 'error' ? 'error' : 'manual',
    duplex: 'half',
  } as RequestInit
  const response = await withinTimeout(apiTimeout, caller, (signal) => fetch(url.href, { ...sent, signal }))
  const nonce = response.headers.get('dpop-nonce')
  if (nonce) apiProofs?.remember(url, nonce)
  return response
}

/** The challenge in a response, parsed by oauth4webapi, which is given the response instead of a request to send. */
async function challengeIn(response: Response, url: URL): Promise<WWWAuthenticateChallengeError | undefined> {
  try {
    await protectedResourceRequest('read', 'GET', url, undefined, undefined, {
      [allowInsecureRequests]: true,
      [customFetch]: async () => response,
    })
    return undefined
  } catch (error) {
    if (error instanceof WWWAuthenticateChallengeError) return error
    throw error
  }
}

/** Limits the time until the response headers arrive, not the body. Also limits a `fetch` that ignores its signal. */
async function withinTimeout(
  seconds: number,
  caller: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const timeout = new AbortController()
  const timer = setTimeout(
    () => timeout.abort(new DOMException(`the API did not begin to respond within ${seconds} s`, 'TimeoutError')),
    seconds * 1000,
  )
  try {
    const signal = caller === undefined ? timeout.signal : AbortSignal.any([caller, timeout.signal])
    return await abortable(() => run(signal), signal)
  } catch (error) {
    throw safeCause(error)
  } finally {
    clearTimeout(timer)
  }
}

function notReplayable({ origin, pathname }: URL, required: string, status: number): HelseIdError {
  const why = 'the request body is a stream larger than maximumReplayBytes and cannot be sent again'
  return new HelseIdError(`${origin}${pathname} requires ${required}, but ${why}: repeat the call with a new stream`, {
    code: 'body_not_replayable',
    status,
  })
}

/** An API may echo what it was sent. */
function reasonsForLog(challenge: WWWAuthenticateChallengeError | undefined, { accessToken }: Token): RefusalReasons {
  const { error, error_description: description } = challenge?.cause[0]?.parameters ?? {}
  return {
    ...(error !== undefined && { error: forLog(error, accessToken) }),
    ...(description !== undefined && { errorDescription: forLog(description, accessToken) }),
  }
}

function saysInvalidToken(challenge: WWWAuthenticateChallengeError | undefined): boolean {
  return challenge?.cause.some(({ parameters }) => parameters.error === 'invalid_token') ?? false
}
