/** The tokens that an STS has issued, and those that the control plane has ended. */
import type { Clock } from '../clock.ts'
import type { SavedToken, TokenProvider } from '../provider/provider.ts'
import type { Store } from '../store/store.ts'

export interface IssuedToken extends SavedToken {
  /** Whether the control plane has ended it. HelseID cannot end a token. */
  readonly ended: boolean
}

export interface IssuedTokens {
  /** Oldest first, without those that have expired. Tokens that another process issued are missing. */
  list(): Promise<readonly IssuedToken[]>
  /** Undefined for a token that has expired or that this process did not issue. */
  find(jti: string): Promise<IssuedToken | undefined>
  /** From now on introspection calls the token inactive, in every process that shares the store. */
  end(token: SavedToken): Promise<void>
  isEnded(jti: string): Promise<boolean>
  /** Forgets every token. */
  reset(): Promise<void>
}

export function createIssuedTokens(provider: TokenProvider, store: Store, clock: Clock): IssuedTokens {
  const ended = store.records<{ readonly at: number }>({ name: 'ended-tokens', schema: 1 })
  const isEnded = async (jti: string) => (await ended.get(jti)) !== undefined
  const withEnd = async (token: SavedToken): Promise<IssuedToken> => ({ ...token, ended: await isEnded(token.jti) })
  return {
    isEnded,
    list: async () => Promise.all((await provider.saved()).map(withEnd)),
    async find(jti) {
      const token = await provider.find(jti)
      return token && withEnd(token)
    },
    async end({ jti, expiresAt }) {
      await ended.put(jti, { at: clock.now() }, { until: expiresAt * 1000 })
    },
    async reset() {
      await ended.clear()
      provider.reset()
    },
  }
}
