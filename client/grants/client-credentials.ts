/** The client credentials grant, with HelseID's nonce challenge. */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  type ClientAuth,
  clientCredentialsGrantRequest,
  customFetch,
  type DPoPHandle,
  isDPoPNonceError,
  processClientCredentialsResponse,
  ResponseBodyError,
  type TokenEndpointResponse,
} from 'oauth4webapi'
import type { ClientConfig, TokenRequestOptions } from '../config.ts'
import { HelseIdError } from '../errors.ts'
import type { Token } from '../token-cache.ts'

/** How often a challenge is answered before it counts as endless. */
const maximumChallenges = 2

export interface ExchangeTools {
  readonly metadata: AuthorizationServer
  /** Signs a new assertion whenever it is used, so also for the retry. */
  readonly authentication: ClientAuth
  readonly dpop: DPoPHandle
}

/** One exchange. @throws {HelseIdError} */
export async function clientCredentials(
  config: ClientConfig,
  { scopes, resource }: TokenRequestOptions,
  { metadata, authentication, dpop }: ExchangeTools,
): Promise<Token> {
  const client = { client_id: config.clientId }
  const parameters = new URLSearchParams()
  if (scopes !== undefined && scopes.length > 0) parameters.set('scope', scopes.join(' '))
  if (resource !== undefined) parameters.set('resource', resource)
  for (let attempts = 1; ; attempts++) {
    let response: Response | undefined
    try {
      const asked = config.now()
      response = await clientCredentialsGrantRequest(metadata, client, authentication, parameters, {
        DPoP: dpop,
        [customFetch]: config.fetch,
        signal: AbortSignal.timeout(config.timeout * 1000),
        [allowInsecureRequests]: isPlainHttp(metadata.token_endpoint),
      })
      return toToken(await processClientCredentialsResponse(metadata, client, response), asked)
    } catch (cause) {
      if (isDPoPNonceError(cause) && attempts <= maximumChallenges) continue
      throw toHelseIdError(cause, response, attempts)
    }
  }
}

function toToken(body: TokenEndpointResponse, asked: number): Token {
  const { access_token, token_type, expires_in, scope = '', rejected_scope } = body
  if (expires_in === undefined) throw new Error('the token answer has no expires_in')
  return {
    accessToken: access_token,
    tokenType: token_type === 'dpop' ? 'DPoP' : 'Bearer',
    expiresAt: asked + expires_in * 1000,
    scope,
    ...(typeof rejected_scope === 'string' && { rejectedScope: rejected_scope }),
  }
}

function toHelseIdError(cause: unknown, response: Response | undefined, attempts: number): HelseIdError {
  const status = response?.status
  const verdict = response?.headers.get('x-helseid-mock-verdict') ?? undefined
  const common = { status, verdict, attempts, cause }
  if (cause instanceof ResponseBodyError) {
    const { error, error_description: errorDescription } = cause
    const code = error === 'use_dpop_nonce' ? 'nonce_loop' : 'token_refused'
    const why = errorDescription === undefined ? '' : ` (${errorDescription})`
    return new HelseIdError(`HelseID refused the token request: ${error}${why}`, {
      ...common,
      code,
      error,
      errorDescription,
    })
  }
  if (response === undefined || (cause as Error).name === 'TimeoutError')
    return new HelseIdError('HelseID could not be reached', { ...common, code: 'network' })
  return new HelseIdError('HelseID gave an answer that is no token answer', { ...common, code: 'invalid_response' })
}

/** Plain HTTP only where the issuer was given as plain HTTP on purpose: a twin's. */
function isPlainHttp(address: string | undefined): boolean {
  return address?.startsWith('http:') ?? false
}
