/** Reads token and proof out of a request. */
import type { IncomingMessage } from 'node:http'
import { TokenRefused } from './token-refused.ts'

/** A Node request, and the address under which the client called it: behind a proxy only the API knows that. */
export interface ApiRequest {
  readonly request: IncomingMessage
  readonly url: string
}

export interface Credentials {
  readonly token: string
  /** Absent under the scheme Bearer. */
  readonly proof: string | undefined
  readonly method: string
  readonly url: string
}

/** @throws {TokenRefused} */
export function readCredentials(from: Request | ApiRequest, scheme: 'dpop' | 'bearer'): Credentials {
  const { method, url, authorization, proofs } = 'request' in from ? ofNode(from) : ofFetch(from)
  const [name = '', token, ...rest] = (authorization ?? '').split(' ').filter(Boolean)
  if (token === undefined || rest.length > 0)
    throw new TokenRefused('no-token', 'the request has no token in its Authorization header')
  if (name.toLowerCase() !== scheme)
    throw new TokenRefused('wrong-scheme', `this endpoint takes tokens under the scheme ${scheme}, not ${name}`)
  if (scheme === 'bearer') return { token, proof: undefined, method, url }
  const [proof, ...others] = proofs
  if (proof === undefined || proof === '') throw new TokenRefused('proof-missing', 'the request has no DPoP header')
  if (others.length > 0) throw new TokenRefused('proof-several', 'the request has several DPoP headers')
  return { token, proof, method, url }
}

function ofNode({ request, url }: ApiRequest) {
  const { headers, headersDistinct, method = 'GET' } = request
  return { method, url, authorization: headers.authorization, proofs: headersDistinct.dpop ?? [] }
}

/** A fetch `Headers` joins repeated fields by ", "; no JWT has a comma. */
function ofFetch({ headers, method, url }: Request) {
  const joined = headers.get('dpop')
  return {
    method,
    url,
    authorization: headers.get('authorization') ?? undefined,
    proofs: joined === null ? [] : joined.split(', '),
  }
}
