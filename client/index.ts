/** A thin HelseID client: gets tokens with private_key_jwt and DPoP, caches them, and calls APIs with them. */
import type { DPoPHandle } from 'oauth4webapi'
import { apiAddress } from './api-address.ts'
import {
  type ClientConfig,
  type HelseIdClientOptions,
  requestProblems,
  resolveConfig,
  type TokenRequestOptions,
} from './config.ts'
import { publish } from './diagnostics.ts'
import { createDpop } from './dpop-proof.ts'
import { createKeyRing, keyRingOf } from './keys/key-ring.ts'
import type { SigningKey } from './keys/signing-key.ts'
import { protectedFetch, type RefusalReasons } from './protected-fetch.ts'
import { createRefusedTokens } from './refused-tokens.ts'
import { requestHeaders } from './request-headers.ts'
import { type KeyStatus, keyStatus, type RotateKeyOptions, type Rotation, rotateKey } from './rotation.ts'
import { sharedTokens } from './shared-tokens.ts'
import { createTokenCache, type Token } from './token-cache.ts'
import { createTokenSource } from './token-source.ts'

export type { HelseIdClientOptions, Organization, TokenRequestOptions } from './config.ts'
export { type DiagnosticEvents, type DiagnosticName, diagnosticNames } from './diagnostics.ts'
export { errorCodes, HelseIdError, type HelseIdErrorCode } from './errors.ts'
export type { ClientKeySource } from './keys/key-sources.ts'
export type { SignFunction } from './keys/signing-key.ts'
export { writeKeyFile } from './keys/write-key-file.ts'
export type { KeyStatus, NewKey, RotateKeyOptions, Rotation } from './rotation.ts'
export type { StoredToken, Token, TokenStore } from './token-cache.ts'

export interface GetTokenOptions extends TokenRequestOptions {
  /** Aborts this call, and the exchange with its connection unless other callers share it. */
  readonly signal?: AbortSignal
}

export interface HelseIdClient {
  /**
   * Resolves with the cached token for these scopes, resource and organisation, or gets a new one.
   *
   * A token is renewed on demand, `renewBefore` seconds before it expires. Concurrent callers share one exchange;
   * aborting one of them does not affect the others, aborting all ends it. Failures are not cached. Up to `cacheSize` tokens are cached.
   * @example
   * ```ts
   * const { accessToken, expiresAt } = await client.getToken()
   * const other = await client.getToken({ scopes: ['nhn:example/b'], organization: { parent: '994598759' } })
   * ```
   * @throws {HelseIdError} if HelseID issues no token, after up to `retries` retries of failed connections, 429 and 5xx
   * @throws {TypeError} listing every problem with the options
   * @throws the signal's reason if `signal` aborts
   */
  getToken(options?: GetTokenOptions): Promise<Token>
  /**
   * Works like the global `fetch`, and adds `Authorization` and `DPoP`.
   *
   * A nonce challenge is answered, up to two in a row. After a 401 `invalid_token` the token is renewed once; if the
   * API refuses the new one too, no other is requested for a minute. Any other response is returned as it is: 5xx is
   * not retried and redirects are not followed. A streamed body is buffered up to `maximumReplayBytes`.
   * @example
   * ```ts
   * const init = { method: 'POST', body: 'text', signal: AbortSignal.timeout(10_000) }
   * const response = await client.fetch('https://api.example/notes', init, { organization: { parent: '994598759' } })
   * ```
   * @throws {HelseIdError} if HelseID issues no token, or `body_not_replayable`
   * @throws {TypeError} if the API cannot be reached, as `fetch` does; and for misuse, such as plain HTTP to another
   * machine or an `Authorization` header
   * @throws {DOMException} `TimeoutError` if the API does not begin to respond within `apiTimeout` seconds
   * @throws the signal's reason if the caller's signal aborts
   */
  fetch(input: string | URL | Request, init?: RequestInit, options?: TokenRequestOptions): Promise<Response>
  /**
   * Resolves with `authorization` and `dpop` headers for an HTTP client that is not fetch-compatible. They are
   * for one request only, sent right away: the proof is valid once, for this method and address. Call it again before each
   * request, repeated ones included. The API's nonce challenges are the caller's to answer.
   * @example
   * ```ts
   * const headers = await client.headersFor('https://api.example/notes', 'POST')
   * ```
   * @throws {HelseIdError} if HelseID issues no token
   * @throws {TypeError} for plain HTTP to another machine, as `fetch`
   */
  headersFor(url: string | URL, method?: string, options?: GetTokenOptions): Promise<Record<string, string>>
  /**
   * Replaces the client's key: generates one, registers it at Selvbetjening, verifies that HelseID accepts it, calls
   * `store`, and only then uses it. The client needs the scope `nhn:selvbetjening/client`.
   *
   * A crash at any step leaves a working key, because the old one stays registered until it expires. While HelseID does
   * not know the new key, the verification is retried four times within 7.5 seconds.
   * @example
   * ```ts
   * const { kid, previous } = await client.rotateKey({ store: ({ jwk }) => writeKeyFile(file, jwk) })
   * ```
   * @throws {HelseIdError} `rotation_failed`; the current key stays in use
   * @throws {TypeError} if the client has no key that can be rotated, or another rotation is in progress
   */
  rotateKey(options: RotateKeyOptions): Promise<Rotation>
  /**
   * Resolves with the key in use and when it expires, according to Selvbetjening or else to its certificate.
   * @example
   * ```ts
   * const { kid, expiresAt } = await client.keyStatus()
   * ```
   * @throws {HelseIdError} if HelseID issues no token, or Selvbetjening fails
   * @throws {TypeError} if the environment has no known Selvbetjening and `selvbetjening` is not given
   */
  keyStatus(): Promise<KeyStatus>
}

/**
 * Creates a client; create one per process and share it. Creating it sends no request. The first call fetches HelseID's
 * metadata, which is cached for 24 hours, and longer if HelseID is unavailable then.
 * @example
 * ```ts
 * const client = createHelseIdClient({ environment: 'test1', clientId, key: { file }, scopes: ['nhn:example/a'] })
 * const response = await client.fetch('https://api.example/hello')
 * ```
 * @throws {TypeError} listing every problem with the options, including a key that cannot be read; and in the test environment
 * jsdom, with the line that selects Node's
 */
export function createHelseIdClient(options: HelseIdClientOptions): HelseIdClient {
  const config = resolveConfig(options)
  const { clientId } = config
  const keyRing = createKeyRing(config.keys, clientId)
  const dpop = lazily(async () => (config.scheme === 'dpop' ? createDpop(config) : undefined))
  const handle = async () => (await dpop())?.handle
  const proofs = async () => (await dpop())?.apiProofs
  const source = createTokenSource(config, keyRing, handle)
  const cache = createTokenCache({ ...config, store: storeOf(config, handle) })

  const requestFor = (options: TokenRequestOptions = {}): TokenRequestOptions => {
    const problems = requestProblems(options)
    if (problems.length > 0) throw new TypeError(problems.join('; '))
    const { scopes, resource, organization } = options
    const request = { scopes: scopes ?? config.scopes, resource: resource ?? config.resource }
    return definedOnly({ ...request, organization: organization ?? config.organization })
  }
  // Most calls pass no options, so their request is checked only once.
  const defaultRequest = keyed(requestFor())
  const tokenFor = ({ key, request }: KeyedRequest, signal?: AbortSignal) =>
    cache.get(key, (renewal, givenUp) => source.exchange(request, renewal, givenUp), signal)

  const { issuer, now, fetch, allowPlainHttp, apiTimeout, maximumReplayBytes } = config
  const fetchTools = {
    issuer,
    now,
    fetch,
    allowPlainHttp,
    apiTimeout,
    maximumReplayBytes,
    proofs,
    refusedTokens: createRefusedTokens(config),
    onRefused: ({ origin, pathname }: URL, reasons: RefusalReasons, renews: boolean) =>
      publish('helseid-client:api-refused', { clientId, address: origin + pathname, ...reasons, renews }),
  }
  const fetchProtected: HelseIdClient['fetch'] = async (input, init, options) => {
    const keyedRequest = options === undefined ? defaultRequest : keyed(requestFor(options))
    return protectedFetch(input, init, {
      ...fetchTools,
      getToken: (signal) => tokenFor(keyedRequest, signal),
      forget: (token, signal) => cache.forget(keyedRequest.key, token, signal),
    })
  }
  const rotationTools = () => {
    if (config.selvbetjening === undefined)
      throw new TypeError('selvbetjening is required: its URL is not known for this issuer')
    return {
      config,
      keyRing,
      fetch: fetchProtected,
      exchangeWith: (key: SigningKey, request: TokenRequestOptions) =>
        createTokenSource(config, keyRingOf(key), handle).exchange(requestFor(request), false),
    }
  }
  let rotating = false

  return {
    fetch: fetchProtected,
    async getToken({ signal, ...options } = {}) {
      return tokenFor(keyed(requestFor(options)), signal)
    },
    async headersFor(url, method = 'GET', { signal, ...options } = {}) {
      const address = apiAddress(url, config)
      const token = await tokenFor(keyed(requestFor(options)), signal)
      return requestHeaders(address, method, token, await proofs())
    },
    async rotateKey(options) {
      if (typeof options?.store !== 'function') throw new TypeError('rotateKey: store must be a function')
      if (config.keys.length === 0 || config.keys.some((key) => 'sign' in key))
        throw new TypeError('rotateKey: rotate a vault’s key in the vault; a client secret cannot be rotated')
      if (rotating) throw new TypeError('rotateKey: a rotation is already in progress')
      rotating = true
      try {
        return await rotateKey(rotationTools(), options)
      } finally {
        rotating = false
      }
    },
    async keyStatus() {
      return keyStatus(rotationTools())
    },
  }
}

function storeOf(config: ClientConfig, handle: () => Promise<DPoPHandle | undefined>) {
  const { store, issuer, clientId } = config
  if (store === undefined) return undefined
  const namespace = lazily(async () =>
    [issuer, clientId, (await (await handle())?.calculateThumbprint()) ?? ''].join(' '),
  )
  return sharedTokens(store, { ...config, namespace })
}

interface KeyedRequest {
  /** The cache key of the request. */
  readonly key: string
  readonly request: TokenRequestOptions
}

function keyed(request: TokenRequestOptions): KeyedRequest {
  return { key: cacheKey(request), request }
}

/** One cache entry per set of scopes, resource and organisation. */
function cacheKey({ scopes, resource, organization }: TokenRequestOptions): string {
  const { parent, child, sfmJournalId } = organization ?? {}
  return JSON.stringify([[...new Set(scopes)].sort(), resource, parent, child, sfmJournalId])
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let promise: Promise<T> | undefined
  return () => {
    promise ??= make().catch((error) => {
      promise = undefined
      throw error
    })
    return promise
  }
}

function definedOnly<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}
