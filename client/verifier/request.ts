/** Reads token and proof out of a request. */
import type { IncomingHttpHeaders } from 'node:http'
import { TokenRefused } from './token-refused.ts'

/** What is read of a Node request: HTTP/1.1, HTTP/2, or one that a test injects. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
  /** Absent from HTTP/2 and from injected requests. */
  readonly headersDistinct?: NodeJS.Dict<string[]> | undefined
}

/** A Node request, and the address under which the client called it: behind a proxy only the API knows that. */
export interface ApiRequest {
  readonly request: NodeRequest
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
  return { method, url, authorization: headers.authorization, proofs: headersDistinct?.dpop ?? separate(headers.dpop) }
}

function ofFetch({ headers, method, url }: Request) {
  const authorization = headers.get('authorization') ?? undefined
  return { method, url, authorization, proofs: separate(headers.get('dpop') ?? undefined) }
}

/** Repeated fields come joined by ", ", or as a list; no JWT has a comma. */
function separate(fields: string | readonly string[] | undefined): readonly string[] {
  return [fields ?? []].flat().flatMap((field) => field.split(', '))
}
