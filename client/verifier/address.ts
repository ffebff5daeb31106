/** The address under which a caller reached this API: what the proof's `htu` is compared with. */
import { TokenRefused } from './token-refused.ts'

/** What a request says about its address. */
export interface RequestTarget {
  /** Path and query, or a whole URL. */
  readonly url: string
  /** Every `Host` header, or HTTP/2's `:authority`. */
  readonly hosts: readonly string[]
  readonly encrypted: boolean
  /** Whether a server composed `url`, from a host that the caller chose. */
  readonly isUrlFromServer: boolean
}

const hostAndPort = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i
const schemeAndAuthority = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i

/**
 * The request's address, without query and fragment, under each of the configured origins. Without one, the origin is
 * that of the URL, or else the `Host` header's.
 * @throws {TokenRefused} if that is not an address
 */
export function addressesOf(target: RequestTarget, origins: readonly string[]): readonly string[] {
  const path = pathOf(target.url)
  const [ownOrigin] = schemeAndAuthority.exec(target.url) ?? []
  const [host, ...others] = target.hosts
  // A whole URL built with the host `api.example/cheap?` has another path than the one that is routed.
  if ((origins.length === 0 || ownOrigin !== undefined) && (others.length > 0 || !isHostAndPort(host)))
    throw new TokenRefused('proof-htu', "the request's Host header must be one host with an optional port")
  if (origins.length > 0) return origins.map((origin) => origin + path)
  if (target.isUrlFromServer && ownOrigin !== undefined && host !== undefined && !isHostOf(host, ownOrigin))
    throw new TokenRefused('proof-htu', "the request's URL and its Host header differ: configure the API's origin")
  if (ownOrigin === undefined && host === undefined)
    throw new TokenRefused('proof-htu', 'the request has no Host header, and the API has no configured origin')
  const address = `${ownOrigin ?? `${target.encrypted ? 'https' : 'http'}://${host}`}${path}`
  if (!URL.canParse(address)) throw new TokenRefused('proof-htu', "the request's URL is not valid")
  return [address]
}

function isHostAndPort(host: string | undefined): boolean {
  return host === undefined || hostAndPort.test(host)
}

/**
 * The target of a request line. An absolute URL (RFC 9112 3.2.2) does not choose the host, so only its path is used.
 * @throws {TokenRefused} for an absolute URL that frameworks read in several ways
 */
export function originForm(target: string): string {
  const [authority] = schemeAndAuthority.exec(target) ?? []
  if (authority === undefined) return target
  const rest = target.slice(authority.length)
  if (
    !/^https?:/i.test(authority) ||
    !hostAndPort.test(authority.replace(/^https?:\/\//i, '')) ||
    !rest.startsWith('/')
  )
    throw new TokenRefused('proof-htu', 'the request line must be a path, or an http URL with a host and a path')
  return rest
}

/** Whether a Host header names the host of an origin, which leaves out the default port. */
function isHostOf(host: string, origin: string): boolean {
  const { protocol, host: expected } = new URL(origin)
  const own = `${protocol}//${host}`
  return URL.canParse(own) && new URL(own).host === expected
}

/** `.` and `..`, which URL parsing resolves, but frameworks do not before they choose a route. RFC 3986 5.2.4 */
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i

/**
 * The path alone, which must be one that URL parsing leaves as it is: the API routes by what was sent. Clients resolve
 * dot segments before they send a request.
 */
function pathOf(url: string): string {
  const [path = ''] = url.replace(schemeAndAuthority, '').split(/[?#]/)
  if (path === '') return '/'
  if (!path.startsWith('/') || /[\\\s\p{Cc}]/u.test(path) || dotSegment.test(path))
    throw new TokenRefused('proof-htu', "the path of the request's URL is not valid")
  return path
}
