/** Gets tokens: discovery, key, exchange, retries, and the events that report them. */
import { type ClientAuth, ClientSecretPost, type DPoPHandle } from 'oauth4webapi'
import { clientAssertion } from './client-assertion.ts'
import { createClockWatch } from './clock-watch.ts'
import type { ClientConfig, TokenRequestOptions } from './config.ts'
import { type DiagnosticContext, forLog, publish } from './diagnostics.ts'
import { createDiscovery } from './discovery.ts'
import { HelseIdError } from './errors.ts'
import { clientCredentials } from './grants/client-credentials.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { createPublishedKeyReport } from './published-keys.ts'
import { withRetries } from './retry.ts'
import type { Token } from './token-cache.ts'
import { assertTokenEndpoint } from './token-endpoint.ts'

export interface TokenSource {
  /**
   * A new token.
   * @throws {HelseIdError}
   * @throws the signal's reason if `signal` aborts
   */
  exchange(request: TokenRequestOptions, renewal: boolean, signal?: AbortSignal): Promise<Token>
}

/** What authenticates the client: an assertion by one of its keys, or a legacy secret. */
interface Credential {
  readonly kid: string
  /** RFC 7638 thumbprint of the key, if the client sees the key. */
  readonly thumbprint?: string | undefined
  /** Epoch milliseconds, if known. */
  readonly expiresAt?: number | undefined
  readonly authentication: ClientAuth
}

export function createTokenSource(
  config: ClientConfig,
  keyRing: Pick<KeyRing, 'keys' | 'prefer'>,
  dpop: () => Promise<DPoPHandle | undefined>,
): TokenSource {
  const { issuer, clientId, now, legacyClientSecret } = config
  const secrets = legacyClientSecret === undefined ? [] : [legacyClientSecret]
  const watch = createClockWatch(config)
  const publishedKeys = createPublishedKeyReport(config)
  const contextOf = (correlationId: string): DiagnosticContext => ({ clientId, issuer, correlationId })
  const retrying = <T>(run: () => Promise<T>, context: DiagnosticContext, signal: AbortSignal | undefined) =>
    withRetries(run, {
      ...config,
      signal,
      onRetry: ({ code, status }, wait) =>
        publish('helseid-client:retry', { ...context, code, ...(status !== undefined && { status }), wait }),
    })
  const discovery = createDiscovery({ ...config, observe: watch.observe })

  const credentials = async (
    { organization }: TokenRequestOptions,
    signal: AbortSignal | undefined,
  ): Promise<Credential[]> => {
    if (legacyClientSecret !== undefined)
      return [{ kid: 'legacy client secret', authentication: ClientSecretPost(legacyClientSecret) }]
    const keys = await keyRing.keys()
    return keys.map((key) => ({
      kid: key.kid,
      thumbprint: key.thumbprint,
      expiresAt: key.expiresAt,
      authentication: clientAssertion(key, { ...config, signal }, organization),
    }))
  }

  const attempt = async (
    request: TokenRequestOptions,
    context: DiagnosticContext,
    onRequest: () => void,
    signal: AbortSignal | undefined,
  ) => {
    const metadata = await discovery.metadata((run, givenUp) => retrying(run, context, givenUp), signal)
    assertTokenEndpoint(metadata.token_endpoint, config)
    const all = await credentials(request, signal)
    for (const [index, { kid, thumbprint, expiresAt, authentication }] of all.entries()) {
      try {
        const tools = { metadata, authentication, dpop: await dpop(), signal, onRequest, observe: watch.observe }
        const token = await retrying(() => clientCredentials(config, request, tools), context, signal)
        // The first key is preferred already, and a rotation may have added another before it in the meantime.
        if (index > 0) keyRing.prefer(kid)
        return { token, kid, thumbprint }
      } catch (error) {
        if (!isInvalidClient(error)) throw error
        const expired = expiresAt !== undefined && expiresAt < now()
        if (index === all.length - 1) throw expired ? error.with({ keyExpiredAt: expiresAt }) : error
        publish('helseid-client:key-refused', { ...context, kid })
      }
    }
    throw new HelseIdError('the client has no key', { code: 'key_unavailable' })
  }

  return {
    async exchange(request, renewal, signal) {
      const context = contextOf(config.newId())
      let attempts = 0
      const startedAt = now()
      const event = () => ({ ...context, ...requestDetails(request), startedAt, endedAt: now(), attempts })
      try {
        const { token, kid, thumbprint } = await attempt(request, context, () => attempts++, signal)
        const { tokenType, expiresAt, rejectedScope } = token
        const withheld = rejectedScope === undefined ? {} : { rejectedScope: forLog(rejectedScope, ...secrets) }
        publish('helseid-client:token', { ...event(), kid, tokenType, expiresAt, renewal, ...withheld })
        publishedKeys.report({ kid, thumbprint }, token.accessToken)
        return token
      } catch (error) {
        // No caller waits any longer.
        signal?.throwIfAborted()
        if (!(error instanceof HelseIdError)) throw error
        // The endpoints may have moved: fetch the metadata again before the next exchange.
        if (error.code !== 'token_refused') discovery.refresh()
        const { correlationId } = context
        const { parent, child } = requestDetails(request)
        const organization = { ...(parent !== undefined && { parent }), ...(child !== undefined && { child }) }
        // If discovery failed, the error has counted its requests.
        attempts += error.attempts ?? 0
        const known = redacted(error, secrets).with({ correlationId, attempts, clockSkew: watch.skew, organization })
        publish('helseid-client:token-failed', { ...event(), ...failure(known) })
        throw known
      }
    },
  }
}

/** A server may echo what it was sent in any part of its response. */
function redacted(error: HelseIdError, secrets: readonly string[]): HelseIdError {
  const { reason, error: oauth, errorDescription, verdict } = error
  const redact = (text: string | undefined) => (text === undefined ? undefined : forLog(text, ...secrets))
  return error.with({
    reason: forLog(reason, ...secrets),
    error: redact(oauth),
    errorDescription: redact(errorDescription),
    verdict: redact(verdict),
  })
}

function isInvalidClient(error: unknown): error is HelseIdError {
  return error instanceof HelseIdError && error.error === 'invalid_client'
}

function requestDetails({ scopes = [], resource, organization: { parent, child } = {} }: TokenRequestOptions) {
  return {
    scopes,
    ...(resource !== undefined && { resource }),
    ...(parent !== undefined && { parent }),
    ...(child !== undefined && { child }),
  }
}

function failure({ code, message, error, errorDescription, status, verdict }: HelseIdError) {
  return {
    code,
    message,
    ...(error !== undefined && { error }),
    ...(errorDescription !== undefined && { errorDescription }),
    ...(status !== undefined && { status }),
    ...(verdict !== undefined && { verdict }),
  }
}
