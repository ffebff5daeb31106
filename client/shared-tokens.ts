/** Wraps a shared token store: limits its time, reports its failures, and validates what it returns. */
import { publish, reasonForLog } from './diagnostics.ts'
import { isTokenText, type SharedTokens, type Token, type TokenStore } from './token-cache.ts'

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
  const attempt = async <T>(operation: Operation, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await within(timeout, run())
    } catch (error) {
      publish('helseid-client:store-failed', { clientId, operation, message: reasonForLog(error) })
      return undefined
    }
  }
  const named = async (key: string) => `${await namespace()} ${key}`
  const get = (key: string) =>
    attempt('get', async () => {
      const found: unknown = await store.get(await named(key))
      if (found === undefined || found === null) return undefined
      if (!isToken(found, scheme)) throw new TypeError('the store returned something that is not a token')
      return found
    })
  return {
    get,
    async set(key, token) {
      await attempt('set', async () => store.set(await named(key), token))
    },
    async delete(key, token) {
      const found = await get(key)
      if (found?.accessToken === token.accessToken) await attempt('delete', async () => store.delete(await named(key)))
    },
  }
}

function isToken(value: unknown, scheme: 'dpop' | 'bearer'): value is Token {
  const { accessToken, tokenType, expiresAt, scope } = value as Partial<Token>
  return (
    typeof accessToken === 'string' &&
    isTokenText(accessToken) &&
    tokenType === (scheme === 'dpop' ? 'DPoP' : 'Bearer') &&
    Number.isFinite(expiresAt) &&
    typeof scope === 'string'
  )
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the store did not respond within ${seconds} s`)), seconds * 1000)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
