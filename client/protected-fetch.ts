/** Calls a protected API: authorization and proof, nonce challenges, one renewal. */
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
  readonly forget: (token: Token) => Promise<void>
  /** Absent for Bearer tokens. */
  readonly proofs: () => Promise<ApiProofs | undefined>
  readonly fetch: typeof fetch
  readonly issuer: string
  readonly allowPlainHttp: boolean
  /** Seconds that the API has to begin its answer. */
  readonly apiTimeout: number
  readonly maximumReplayBytes: number
  readonly refusedTokens: RefusedTokens
  /** Told of each 401; `renews`: the token is replaced, and the request sent again. */
  readonly onRefused: (address: URL, reasons: RefusalReasons, renews: boolean) => void
}

/** What the API says of it, fit for a log. */
export interface RefusalReasons {
  readonly error?: string
  readonly errorDescription?: string
}

/**
 * @throws {HelseIdError} when there is no token, or the API asks again for a body that could be read only once
 * @throws {TypeError} for an address that no token may be sent to, or headers that are not the caller's to set
 */
export async function protectedFetch(
  input: string | URL | Request,
  init: RequestInit | undefined,
  tools: FetchTools,
): Promise<Response> {
  const request = requestOf(input, init)
  refuseOwnAuthorization(request.headers)
  const url = apiAddress(request.url, tools)
  // A Request always has a signal; one that nobody can abort is not worth its cost.
  const requestSignal = input instanceof Request ? input.signal : undefined
  const signal = (init?.signal === undefined ? requestSignal : init.signal) ?? undefined
  signal?.throwIfAborted()
  // A body is not touched where there is no token to send it with.
  if (request instanceof Request) await tools.getToken(signal)
  const body =
    request instanceof Request
      ? await replayableBody(request, { inMemory: isInMemory(input, init), limit: tools.maximumReplayBytes, signal })
      : noBody
  let challenges = 0
  let renewed = false
  for (;;) {
    const token = await tools.getToken(signal)
    const response = await send(request, { url, body: body.next(), signal, init }, token, tools)
    const { status, headers } = response
    const challenge = headers.has('www-authenticate') ? await challengeIn(response, url) : undefined
    const nonceRequired = isDPoPNonceError(challenge)
    const challenged = nonceRequired && headers.has('dpop-nonce') && challenges < maxChallenges
    const refused = status === 401 && !nonceRequired && saysInvalidToken(challenge)
    if (refused && renewed) tools.refusedTokens.note(token)
    const renews = refused && !renewed && !tools.refusedTokens.has(token)
    if (status === 401 && !challenged) tools.onRefused(url, reasonsForLog(challenge, token), renews)
    if (!challenged && !renews) return response
    await response.body?.cancel()
    if (!body.replayable) throw notReplayable(url, challenged ? 'another nonce' : 'another token', status)
    if (challenged) challenges++
    else {
      renewed = true
      await tools.forget(token)
    }
  }
}

const noBody: ReplayableBody = { next: () => null, replayable: true }

/** What is sent, whatever it was given as. */
interface RequestHead {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly redirect: Request['redirect']
}

/** A Request reads bodies of every kind; without a body it would only cost. */
function requestOf(input: string | URL | Request, init: RequestInit | undefined): Request | RequestHead {
  const bare = !(input instanceof Request) && (init?.body === undefined || init.body === null)
  if (!bare) return new Request(input, withDuplex(init))
  const { method = 'GET', headers, redirect = 'manual' } = init ?? {}
  return { url: String(input), method, headers: new Headers(headers), redirect }
}

function refuseOwnAuthorization(headers: Headers): void {
  for (const name of ['authorization', 'dpop'])
    if (headers.has(name)) throw new TypeError(`the header ${name} is set by client.fetch: leave it out`)
}

/** Undici asks for `duplex` with a stream, and everybody forgets it. */
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
    // In capitals as in the proof, where fetch would leave `patch` as it is written.
    method: method.toUpperCase(),
    headers: { ...Object.fromEntries(headers), ...authorization },
    body,
    // A redirect is handed on, if it is no error: the proof is good for one address.
    redirect: redirect === 'error' ? 'error' : 'manual',
    duplex: 'half',
  } as RequestInit
  const response = await withinTimeout(apiTimeout, caller, (signal) => fetch(url.href, { ...sent, signal }))
  const nonce = response.headers.get('dpop-nonce')
  if (nonce) apiProofs?.remember(url, nonce)
  return response
}

/** What an answer requires, as oauth4webapi reads it; the request itself has been made. */
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

/** The limit is for the head of the answer: its body may take the time that it takes. A `fetch` without signals is bounded too. */
async function withinTimeout(
  seconds: number,
  caller: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const timeout = new AbortController()
  const timer = setTimeout(
    () => timeout.abort(new DOMException(`the API did not begin to answer within ${seconds} s`, 'TimeoutError')),
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
  const why = 'the request’s body is a stream larger than maximumReplayBytes, and was read'
  return new HelseIdError(`${origin}${pathname} asks for ${required}, and ${why}: send it again`, {
    code: 'body_not_replayable',
    status,
  })
}

/** An API may send back what it was sent. */
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
