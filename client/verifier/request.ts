/** Reads the token and proof from a request. */
import type { IncomingHttpHeaders } from 'node:http'
import { addressesOf, originForm } from './address.ts'
import { TokenRefused } from './token-refused.ts'

/** The members read from a fetch `Request`. */
export type FetchRequest = Pick<Request, 'headers' | 'method' | 'url'>

/** The members read from a Node request: HTTP/1.1, HTTP/2, or one injected by a test. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
  /** Absent in HTTP/2 and injected requests. */
  readonly headersDistinct?: NodeJS.Dict<string[]> | undefined
  readonly url?: string | undefined
  /** Set by frameworks that shorten `url`, as Express does in routers. */
  readonly originalUrl?: string | undefined
  readonly socket?: object | null | undefined
}

/** A Node request and the URL that the client called, for frameworks or proxies that change `request.url`. */
export interface ApiRequest {
  readonly request: NodeRequest
  /** The whole public URL; or path and query alone, under the configured `origin` or the `Host` header. */
  readonly url: string
}

export interface Credentials {
  readonly token: string
  /** Absent with the scheme Bearer. */
  readonly proof: string | undefined
  readonly method: string
  /** Addresses of which the proof must contain one. Empty with the scheme Bearer. */
  readonly addresses: readonly string[]
}

/** @throws {TokenRefused} */
export function readCredentials(
  from: FetchRequest | NodeRequest | ApiRequest,
  scheme: 'dpop' | 'bearer',
  origins: readonly string[],
): Credentials {
  const { method, authorizations, proofs, ...target } = fieldsOf(from)
  if (authorizations.length > 1) throw new TokenRefused('no-token', 'the request has several Authorization headers')
  const [name = '', token, ...rest] = (authorizations[0] ?? '').split(' ').filter(Boolean)
  // Credentials of another scheme count as none (RFC 6750 3.1), and must not be quoted.
  if (token === undefined || rest.length > 0 || !schemes.includes(name.toLowerCase()))
    throw new TokenRefused('no-token', 'the request has no token in its Authorization header')
  if (name.toLowerCase() !== scheme)
    throw new TokenRefused(
      'wrong-scheme',
      `this endpoint requires the scheme ${scheme === 'dpop' ? 'DPoP' : 'Bearer'}, not ${name}`,
    )
  if (scheme === 'bearer') return { token, proof: undefined, method, addresses: [] }
  const [proof, ...others] = proofs
  if (proof === undefined || proof === '') throw new TokenRefused('proof-missing', 'the request has no DPoP header')
  if (others.length > 0) throw new TokenRefused('proof-several', 'the request has several DPoP headers')
  return { token, proof, method, addresses: addressesOf(target, origins) }
}

const schemes = ['dpop', 'bearer']

function fieldsOf(from: FetchRequest | NodeRequest | ApiRequest) {
  if ('request' in from) return ofNode(from)
  if (isFetch(from)) return ofFetch(from)
  return ofNode({ request: from, url: from.originalUrl ?? from.url ?? '/' })
}

function isFetch(from: FetchRequest | NodeRequest): from is FetchRequest {
  return typeof from.headers.get === 'function'
}

function ofNode({ request, url }: ApiRequest) {
  const { headers, headersDistinct, method = 'GET', socket } = request
  const authority = headers[':authority'] ?? headers.host
  return {
    method,
    // A URL that the API composed chooses the host; the request line does not.
    url: url === request.url || url === request.originalUrl ? originForm(url) : url,
    hosts: headersDistinct?.host ?? [authority ?? []].flat(),
    encrypted: (socket as { encrypted?: boolean } | null | undefined)?.encrypted === true,
    isUrlFromServer: false,
    // In `headers` Node keeps only the first one.
    authorizations: headersDistinct?.authorization ?? splitFields(headers.authorization),
    proofs: headersDistinct?.dpop ?? splitFields(headers.dpop),
  }
}

function ofFetch({ headers, method, url }: FetchRequest) {
  const [authorization, dpop, host] = ['authorization', 'dpop', 'host'].map((name) => headers.get(name) ?? undefined)
  return {
    method,
    url,
    hosts: [host ?? []].flat(),
    encrypted: false,
    // A server may build the URL from the request line, which any caller chooses.
    isUrlFromServer: true,
    authorizations: splitFields(authorization),
    proofs: splitFields(dpop),
  }
}

/** Repeated fields come joined by ", " or as a list; a JWT never contains a comma. */
function splitFields(fields: string | readonly string[] | undefined): readonly string[] {
  return [fields ?? []].flat().flatMap((field) => field.split(', '))
}
