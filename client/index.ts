/** A thin HelseID client: tokens by private_key_jwt and DPoP, kept while they are valid, and a fetch that uses them. */
import { clientAssertion } from './client-assertion.ts'
import { type HelseIdClientOptions, organizationProblems, resolveConfig, type TokenRequestOptions } from './config.ts'
import { createDiscovery } from './discovery.ts'
import { createDpop } from './dpop-proof.ts'
import { clientCredentials } from './grants/client-credentials.ts'
import { loadKey } from './key-sources.ts'
import { protectedFetch } from './protected-fetch.ts'
import { createTokenCache, type Token } from './token-cache.ts'

export type { HelseIdClientOptions, Organization, TokenRequestOptions } from './config.ts'
export { HelseIdError, type HelseIdErrorCode } from './errors.ts'
export type { ClientKeySource } from './key-sources.ts'
export type { Token } from './token-cache.ts'

export interface GetTokenOptions extends TokenRequestOptions {
  /** Ends this caller's waiting; an exchange that others wait for goes on. */
  readonly signal?: AbortSignal
}

export interface HelseIdClient {
  /**
   * A valid token: the kept one, or a new one.
   * @throws {HelseIdError} when HelseID gives none
   */
  getToken(options?: GetTokenOptions): Promise<Token>
  /**
   * Like the global fetch, with `Authorization` and `DPoP`. A nonce challenge of the API is answered once, and a token
   * that it calls invalid is replaced once.
   * @throws {HelseIdError} when HelseID gives no token
   */
  fetch(input: string | URL | Request, init?: RequestInit, options?: TokenRequestOptions): Promise<Response>
}

/** @throws {TypeError} saying everything that is wrong with the options */
export function createHelseIdClient(options: HelseIdClientOptions): HelseIdClient {
  const config = resolveConfig(options)
  const discovery = createDiscovery(config)
  const cache = createTokenCache(config.now, config.renewBefore)
  const key = lazily(() => loadKey(config.key))
  const dpop = lazily(() => createDpop(config.now))

  const wantedBy = ({ scopes, resource, organization }: TokenRequestOptions = {}): TokenRequestOptions => {
    const problems = organizationProblems(organization)
    if (problems.length > 0) throw new TypeError(problems.join('; '))
    const wanted = { scopes: scopes ?? config.scopes, resource: resource ?? config.resource }
    return definedOnly({ ...wanted, organization: organization ?? config.organization })
  }
  const exchange = async (wanted: TokenRequestOptions) => {
    const metadata = await discovery.metadata()
    const authentication = clientAssertion(await key(), config.issuer, config.now, wanted.organization)
    return clientCredentials(config, wanted, { metadata, authentication, dpop: await dpop() })
  }
  const tokenFor = (wanted: TokenRequestOptions) => cache.get(cacheKey(wanted), () => exchange(wanted))

  return {
    async getToken({ signal, ...options } = {}) {
      return abortable(tokenFor(wantedBy(options)), signal)
    },
    async fetch(input, init, options) {
      const wanted = wantedBy(options)
      return protectedFetch(new Request(input, init), {
        getToken: () => tokenFor(wanted),
        forget: (token) => cache.forget(cacheKey(wanted), token),
        dpop,
        fetch: config.fetch,
      })
    },
  }
}

/** One entry for each set of scopes, resource and organisation. */
function cacheKey({ scopes, resource, organization }: TokenRequestOptions): string {
  const { parent, child, sfmJournalId } = organization ?? {}
  return JSON.stringify([scopes && [...scopes].sort(), resource, parent, child, sfmJournalId])
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

function definedOnly<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
