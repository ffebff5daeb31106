/** The client credentials grant, with HelseID's nonce challenge. */
import { verdictHeader, whyHeader } from 'helseid-contract'
import {
  type AuthorizationServer,
  allowInsecureRequests,
  type ClientAuth,
  clientCredentialsGrantRequest,
  customFetch,
  type DPoPHandle,
  processClientCredentialsResponse,
  ResponseBodyError,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import { assertAvailable } from '../assert-available.ts'
import { boundedFetch } from '../bounded-fetch.ts'
import type { ClientConfig, TokenRequestOptions } from '../config.ts'
import { HelseIdError } from '../errors.ts'
import { safeCause } from '../safe-cause.ts'
import { isTokenText, type Token } from '../token-cache.ts'

/** How many nonce challenges in a row are answered before giving up. */
export const maxChallenges = 2

export interface ExchangeTools {
  readonly metadata: AuthorizationServer
  /** Signs a new assertion for every request, including retries. */
  readonly authentication: ClientAuth
  /** Absent for Bearer tokens. */
  readonly dpop: DPoPHandle | undefined
  readonly signal: AbortSignal | undefined
  /** Called before each request. */
  readonly onRequest: () => void
  /** Called with the headers of each response. */
  readonly observe: (headers: Headers, requestedAt: number) => void
}

/** One exchange: answers the nonce challenge and retries nothing else. @throws {HelseIdError} */
export async function clientCredentials(
  config: ClientConfig,
  request: TokenRequestOptions,
  tools: ExchangeTools,
): Promise<Token> {
  for (let challenges = 0; ; challenges++) {
    const nonce = await requestToken(config, request, tools)
    if (typeof nonce === 'object') return nonce
    if (challenges === maxChallenges)
      throw new HelseIdError(`HelseID requested another nonce ${challenges + 1} times in a row`, {
        code: 'nonce_loop',
        error: 'use_dpop_nonce',
        status: 400,
      })
  }
}

/** Sends one token request; resolves with the token, or reports a challenge. */
async function requestToken(
  config: ClientConfig,
  { scopes, resource }: TokenRequestOptions,
  { metadata, authentication, dpop, signal, onRequest, observe }: ExchangeTools,
): Promise<Token | 'challenged'> {
  const client = { client_id: config.clientId }
  const parameters = new URLSearchParams()
  if (scopes !== undefined && scopes.length > 0) parameters.set('scope', scopes.join(' '))
  if (resource !== undefined) parameters.set('resource', resource)
  let answer: Response | undefined
  const requestedAt = config.now()
  try {
    const response = await clientCredentialsGrantRequest(metadata, client, authentication, parameters, {
      ...(dpop !== undefined && { DPoP: dpop }),
      ...(signal !== undefined && { signal }),
      // Plain HTTP only if the issuer was explicitly given as plain HTTP, as for a twin.
      [allowInsecureRequests]: config.issuer.startsWith('http:'),
      [customFetch]: async (url, init) => {
        onRequest()
        answer = await boundedFetch(url, init as RequestInit, config)
        observe(answer.headers, requestedAt)
        // The OAuth error is in the body, which oauth4webapi ignores next to a challenge (RFC 6749 5.2 allows both).
        answer.headers.delete('www-authenticate')
        await assertAvailable(answer, config.now())
        return answer
      },
    })
    const body = await processClientCredentialsResponse(metadata, client, response)
    // oauth4webapi accepts other types, but RFC 6749 5.1 requires JSON. A proxy that changes it may change more.
    if (!/^application\/json\s*(;|$)/i.test(response.headers.get('content-type') ?? ''))
      throw new Error('the content type is not application/json')
    // A clock that was set back meanwhile does not make the token live longer.
    return toToken(body, Math.min(requestedAt, config.now()), config.scheme)
  } catch (cause) {
    const challenged = cause instanceof ResponseBodyError && cause.error === 'use_dpop_nonce'
    if (challenged && answer?.headers.has('dpop-nonce')) return 'challenged'
    throw toHelseIdError(cause, answer)
  }
}

function toToken(body: TokenEndpointResponse, requestedAt: number, scheme: 'dpop' | 'bearer'): Token {
  const { access_token, token_type, expires_in, scope = '', rejected_scope } = body
  if (expires_in === undefined) throw new Error('the token response has no expires_in')
  if (!isTokenText(access_token))
    throw new Error('the access token contains characters that a token must not have (RFC 6750 2.1)')
  if (token_type !== scheme) throw new Error(`the token type is ${token_type}, but ${scheme} was requested`)
  return {
    accessToken: access_token,
    tokenType: scheme === 'dpop' ? 'DPoP' : 'Bearer',
    expiresAt: requestedAt + expires_in * 1000,
    scope,
    ...(typeof rejected_scope === 'string' && { rejectedScope: rejected_scope }),
  }
}

function toHelseIdError(cause: unknown, answer: Response | undefined): HelseIdError {
  const status = answer?.status
  const verdict = answer?.headers.get(whyHeader) ?? answer?.headers.get(verdictHeader) ?? undefined
  if (cause instanceof HelseIdError) return cause.with({ verdict })
  const common = { status, verdict, cause: safeCause(cause) }
  if (cause instanceof ResponseBodyError) return tokenRefused(cause, common)
  const why = (cause as Error).message
  if (answer === undefined)
    return new HelseIdError(`the token request could not be sent: ${why}`, { ...common, code: 'discovery_failed' })
  const type = answer.headers.get('content-type') ?? 'no content type'
  return new HelseIdError(`HelseID’s response is not a token response (${status}, ${type}): ${why}`, {
    ...common,
    code: 'invalid_response',
  })
}

function tokenRefused({ error, error_description }: ResponseBodyError, common: object): HelseIdError {
  if (error === 'use_dpop_nonce')
    return new HelseIdError('HelseID requested a nonce but sent none: a proxy probably strips the DPoP-Nonce header', {
      ...common,
      code: 'nonce_missing',
      error,
    })
  const why = error_description === undefined ? '' : ` (${error_description})`
  return new HelseIdError(`HelseID refused the token request: ${error}${why}`, {
    ...common,
    code: 'token_refused',
    error,
    errorDescription: error_description,
  })
}
