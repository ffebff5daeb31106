/** Wraps a shared token store: limits its time, reports its failures, and validates what it returns. */
import { publish, reasonForLog } from './diagnostics.ts'
import { isTokenText, type SharedTokens, type StoredToken, type Token, type TokenStore } from './token-cache.ts'
import { within } from './within.ts'

type Operation = 'get' | 'set' | 'delete'

export interface SharedTokensTools {
  readonly clientId: string
  readonly scheme: 'dpop' | 'bearer'
  /** Seconds for each operation. */
  readonly timeout: number
  /** Issuer, client and DPoP key, because a token bound to another key is useless here. */
  readonly namespace: () => Promise<string>
}

export function sharedTokens(
  store: TokenStore,
  { clientId, scheme, timeout, namespace }: SharedTokensTools,
): SharedTokens {
  const late = () => new Error(`the store did not respond within ${timeout} s`)
  const attempt = async <T>(
    operation: Operation,
    run: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T | undefined> => {
    try {
      return await within(timeout, run, late, signal)
    } catch (error) {
      signal?.throwIfAborted()
      publish('helseid-client:store-failed', { clientId, operation, message: reasonForLog(error) })
      return undefined
    }
  }
  const named = async (key: string) => `${await namespace()} ${key}`
  const get = (key: string, signal?: AbortSignal) =>
    attempt(
      'get',
      async () => {
        const found: unknown = await store.get(await named(key))
        if (found === undefined || found === null) return undefined
        return readToken(found, scheme)
      },
      signal,
    )
  return {
    get,
    async set(key, token, signal) {
      await attempt('set', async () => store.set(await named(key), token), signal)
    },
    async delete(key, token, signal) {
      const found = await get(key, signal)
      if (found?.accessToken === token.accessToken)
        await attempt('delete', async () => store.delete(await named(key)), signal)
    },
  }
}

/** Reads each member once, into a copy: the store's own object may change, or have getters that throw. */
function readToken(value: unknown, scheme: 'dpop' | 'bearer'): Token & Partial<StoredToken> {
  const { accessToken, tokenType, expiresAt, scope, rejectedScope, storedAt } = value as Partial<StoredToken>
  if (
    typeof accessToken !== 'string' ||
    !isTokenText(accessToken) ||
    tokenType !== (scheme === 'dpop' ? 'DPoP' : 'Bearer') ||
    typeof expiresAt !== 'number' ||
    !Number.isFinite(expiresAt) ||
    typeof scope !== 'string' ||
    (rejectedScope !== undefined && typeof rejectedScope !== 'string') ||
    (storedAt !== undefined && typeof storedAt !== 'number')
  )
    throw new TypeError('the store returned something that is not a token')
  return {
    accessToken,
    tokenType,
    expiresAt,
    scope,
    ...(rejectedScope !== undefined && { rejectedScope }),
    ...(storedAt !== undefined && { storedAt }),
  }
}
