/** Sends requests to a verifier as Node has them: fetch would already refuse some of these header values. */
import type { createTokenVerifier } from 'helseid-client/verifier'
import { url as goodUrl } from './good-request.ts'

export type Verify = ReturnType<typeof createTokenVerifier>

export interface Sent {
  /** One element per header. */
  readonly authorization: readonly string[]
  readonly dpop: readonly string[]
  readonly method?: string
  /** The whole URL, or path and query. */
  readonly url?: string
  readonly host?: string
}

export function send(verify: Verify, { method = 'GET', url = goodUrl, host = 'api.example', ...sent }: Sent) {
  const [authorization, dpop] = [[...sent.authorization], [...sent.dpop]]
  // Like Node, which keeps the first Authorization header and joins several DPoP headers.
  const headers = {
    host,
    ...(authorization[0] !== undefined && { authorization: authorization[0] }),
    dpop: dpop.join(', '),
  }
  return verify({ request: { method, headers, headersDistinct: { host: [host], authorization, dpop } }, url })
}

/** `accepted`, the code of the refusal, or the name of any other exception. */
export async function resultOf(verify: Verify, sent: Sent): Promise<string> {
  return send(verify, sent).then(
    () => 'accepted',
    (error) => (error?.name === 'TokenRefused' ? String(error.code) : `exception ${error?.name}: ${error?.message}`),
  )
}

/** A token under DPoP with its proof. */
export function withDpop({ token, proof }: { token: string; proof: string }): Sent {
  return { authorization: [`DPoP ${token}`], dpop: [proof] }
}
