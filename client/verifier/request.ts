/** Reads token and proof out of a request. */
import type { IncomingHttpHeaders } from 'node:http'
import { TokenRefused } from './token-refused.ts'

/** What is read of a Node request: HTTP/1.1, HTTP/2, or one that a test injects. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
  /** Absent from HTTP/2 and from injected requests. */
  readonly headersDistinct?: NodeJS.Dict<string[]> | undefined
  readonly url?: string | undefined
  /** Where a framework has shortened `url`, as Express does for routers. */
  readonly originalUrl?: string | undefined
  readonly socket?: object | null | undefined
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
export function readCredentials(from: Request | NodeRequest | ApiRequest, scheme: 'dpop' | 'bearer'): Credentials {
  const { method, url, authorizations, proofs } = fieldsOf(from)
  if (authorizations.length > 1) throw new TokenRefused('no-token', 'the request has several Authorization headers')
  const [name = '', token, ...rest] = (authorizations[0] ?? '').split(' ').filter(Boolean)
  // Another scheme's credentials are none (RFC 6750 3.1), and nothing to repeat.
  if (token === undefined || rest.length > 0 || !schemes.includes(name.toLowerCase()))
    throw new TokenRefused('no-token', 'the request has no token in its Authorization header')
  if (name.toLowerCase() !== scheme)
    throw new TokenRefused('wrong-scheme', `this endpoint takes tokens under the scheme ${scheme}, not ${name}`)
  if (scheme === 'bearer') return { token, proof: undefined, method, url }
  const [proof, ...others] = proofs
  if (proof === undefined || proof === '') throw new TokenRefused('proof-missing', 'the request has no DPoP header')
  if (others.length > 0) throw new TokenRefused('proof-several', 'the request has several DPoP headers')
  return { token, proof, method, url }
}

const schemes = ['dpop', 'bearer']

function fieldsOf(from: Request | NodeRequest | ApiRequest) {
  if ('request' in from) return ofNode(from)
  if (isFetch(from)) return ofFetch(from)
  return ofNode({ request: from, url: addressOf(from) })
}

function isFetch(from: Request | NodeRequest): from is Request {
  return typeof from.headers.get === 'function'
}

function ofNode({ request, url }: ApiRequest) {
  const { headers, headersDistinct, method = 'GET' } = request
  return {
    method,
    url,
    // Node drops all but the first from `headers`.
    authorizations: headersDistinct?.authorization ?? splitFields(headers.authorization),
    proofs: headersDistinct?.dpop ?? splitFields(headers.dpop),
  }
}

function ofFetch({ headers, method, url }: Request) {
  const [authorization, dpop] = ['authorization', 'dpop'].map((name) => headers.get(name) ?? undefined)
  return { method, url, authorizations: splitFields(authorization), proofs: splitFields(dpop) }
}

/** As the server itself sees it, with nothing before it. */
function addressOf({ headers, url = '/', originalUrl = url, socket }: NodeRequest): string {
  const scheme = (socket as { encrypted?: boolean } | null | undefined)?.encrypted ? 'https' : 'http'
  const host = headers[':authority'] ?? headers.host
  // The whole address may stand in the request line (RFC 9112 3.2.2); the host is the Host header's.
  return `${scheme}://${host}${originalUrl.replace(/^[a-z]+:\/\/[^/?#]*/i, '')}`
}

/** Repeated fields come joined by ", ", or as a list; no JWT has a comma. */
function splitFields(fields: string | readonly string[] | undefined): readonly string[] {
  return [fields ?? []].flat().flatMap((field) => field.split(', '))
}
