/** Ties requests that belong together: a nonce challenge and its retry, and the token with the API calls that use it. */
import { limits } from '../limits.ts'

/** What one request shows of the flow that it belongs to. */
export interface FlowSigns {
  readonly clientId?: string | undefined
  /** The nonce in its proof. */
  readonly nonce?: string | undefined
  /** The nonce that its response hands out. */
  readonly newNonce?: string | undefined
  /** `jti` of the access token that it presents. */
  readonly tokenId?: string | undefined
  /** `jti` of the access token in its response. */
  readonly newTokenId?: string | undefined
}

export interface Flows {
  /** The flow of a request: the id of the first request in it, which is its own id if nothing ties it to an earlier one. */
  flowOf(requestId: string, signs: FlowSigns): string
  reset(): void
}

/** Longest client id that is remembered with a nonce, in characters. */
const maxLength = 200

export function createFlows(): Flows {
  const byNonce = createTies()
  const byToken = createTies()
  return {
    flowOf(requestId, { clientId = '', nonce, newNonce, tokenId, newTokenId }) {
      const retried = nonce === undefined ? undefined : byNonce.get(`${clientId} ${nonce}`)
      // A client may use a nonce for many requests. Only the first answers the challenge.
      if (retried !== undefined) byNonce.forget(`${clientId} ${nonce}`)
      const flow = retried ?? (tokenId === undefined ? undefined : byToken.get(tokenId)) ?? requestId
      if (newNonce !== undefined && clientId.length <= maxLength) byNonce.set(`${clientId} ${newNonce}`, flow)
      if (newTokenId !== undefined) byToken.set(newTokenId, flow)
      return flow
    },
    reset() {
      byNonce.clear()
      byToken.clear()
    },
  }
}

interface Ties {
  get(key: string): string | undefined
  set(key: string, flow: string): void
  forget(key: string): void
  clear(): void
}

/** The newest ties, as many as `limits` allows. */
function createTies(): Ties {
  const flows = new Map<string, string>()
  return {
    get: (key) => flows.get(key),
    set(key, flow) {
      flows.set(key, flow)
      if (flows.size <= limits.flowTies.value) return
      const [oldest] = flows.keys()
      if (oldest !== undefined) flows.delete(oldest)
    },
    forget: (key) => void flows.delete(key),
    clear: () => flows.clear(),
  }
}
