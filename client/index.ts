/** A thin HelseID client: tokens by private_key_jwt and DPoP, kept while they are valid, and a fetch that uses them. */
import type { DPoPHandle } from 'oauth4webapi'
import { abortable } from './abortable.ts'
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
export type { KeyStatus, NewKey, RotateKeyOptions, Rotation } from './rotation.ts'
export type { Token, TokenStore } from './token-cache.ts'

export interface GetTokenOptions extends TokenRequestOptions {
  /** Ends this caller's waiting; an exchange that others wait for goes on. */
  readonly signal?: AbortSignal
}

export interface HelseIdClient {
  /**
   * A valid token: the kept one, or a new one.
   * @throws {HelseIdError} when HelseID gives none
   * @throws {TypeError} saying everything that is wrong with the options
   */
  getToken(options?: GetTokenOptions): Promise<Token>
  /**
   * Like the global fetch, with `Authorization` and `DPoP`. Nonce challenges of the API are answered, and a token that it
   * calls invalid is replaced once; where the new one is refused too, no other is asked for within a minute. What goes wrong between here and the API is thrown as fetch throws it.
   * @throws {HelseIdError} when HelseID gives no token, or a body would have to be read twice and cannot
   * @throws {TypeError} for plain HTTP, but for this machine and where the issuer is a twin's on plain HTTP
   */
  fetch(input: string | URL | Request, init?: RequestInit, options?: TokenRequestOptions): Promise<Response>
  /**
   * `Authorization` and `DPoP` for one request, for HTTP clients that are not of the shape of fetch. A proof is good for
   * one request, at once.
   * @throws {HelseIdError} when HelseID gives no token
   * @throws {TypeError} for plain HTTP, as `fetch`
   */
  headersFor(url: string | URL, method?: string, options?: GetTokenOptions): Promise<Record<string, string>>
  /**
   * Makes a new key, registers it at Selvbetjening, sees that HelseID takes it, has it stored, and only then uses it.
   * The client needs the scope `nhn:selvbetjening/client`.
   * @throws {HelseIdError} `rotation_failed`; the current key then stays in use
   * @throws {TypeError} for a client whose key is not its own to change
   */
  rotateKey(options: RotateKeyOptions): Promise<Rotation>
  /**
   * When the key in use expires, by Selvbetjening or by its certificate.
   * @throws {HelseIdError}
   * @throws {TypeError} where no Selvbetjening is known
   */
  keyStatus(): Promise<KeyStatus>
}

/** @throws {TypeError} saying everything that is wrong with the options */
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
  // Most calls ask for nothing of their own: that is looked at once.
  const defaultRequest = keyed(requestFor())
  const tokenFor = ({ key, request }: KeyedRequest, signal?: AbortSignal) =>
    abortable(() => cache.get(key, (renewal) => source.exchange(request, renewal)), signal)

  const { issuer, fetch, allowPlainHttp, apiTimeout, maximumReplayBytes } = config
  const fetchTools = {
    issuer,
    fetch,
    allowPlainHttp,
    apiTimeout,
    maximumReplayBytes,
    proofs,
    refusedTokens: createRefusedTokens(config.now),
    onRefused: ({ origin, pathname }: URL, reasons: RefusalReasons, renews: boolean) =>
      publish('helseid-client:api-refused', { clientId, address: origin + pathname, ...reasons, renews }),
  }
  const fetchProtected: HelseIdClient['fetch'] = async (input, init, options) => {
    const keyedRequest = options === undefined ? defaultRequest : keyed(requestFor(options))
    return protectedFetch(input, init, {
      ...fetchTools,
      getToken: (signal) => tokenFor(keyedRequest, signal),
      forget: (token) => cache.forget(keyedRequest.key, token),
    })
  }
  const rotationTools = () => {
    if (config.selvbetjening === undefined)
      throw new TypeError('give selvbetjening: no address is known for this issuer')
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
        throw new TypeError('rotateKey: a vault’s key is changed in the vault, and a client secret not at all')
      if (rotating) throw new TypeError('rotateKey: a rotation is under way')
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
  /** In the cache. */
  readonly key: string
  readonly request: TokenRequestOptions
}

function keyed(request: TokenRequestOptions): KeyedRequest {
  return { key: cacheKey(request), request }
}

/** One entry for each set of scopes, resource and organisation. */
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
