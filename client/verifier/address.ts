/** The address under which a caller reached this API: what the proof's `htu` is compared with. */
import { TokenRefused } from './token-refused.ts'

/** What a request says about its address. */
export interface RequestTarget {
  /** Path and query, or a whole URL. */
  readonly url: string
  /** Every `Host` header, or HTTP/2's `:authority`. */
  readonly hosts: readonly string[]
  readonly encrypted: boolean
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
  if (ownOrigin === undefined && host === undefined)
    throw new TokenRefused('proof-htu', 'the request has no Host header, and the API has no configured origin')
  const address = `${ownOrigin ?? `${target.encrypted ? 'https' : 'http'}://${host}`}${path}`
  if (!URL.canParse(address)) throw new TokenRefused('proof-htu', "the request's URL is not valid")
  return [address]
}

function isHostAndPort(host: string | undefined): boolean {
  return host === undefined || hostAndPort.test(host)
}

/** The path alone; URL parsing would turn a backslash into a slash, but the API routes by what was sent. */
function pathOf(url: string): string {
  const [path = ''] = url.replace(schemeAndAuthority, '').split(/[?#]/)
  if (path === '') return '/'
  if (!path.startsWith('/') || /[\\\s\p{Cc}]/u.test(path))
    throw new TokenRefused('proof-htu', "the path of the request's URL is not valid")
  return path
}
