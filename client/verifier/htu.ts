/** Compares the `htu` of a proof with the addresses of this API. https://www.rfc-editor.org/rfc/rfc9449#section-4.3 */

/** Scheme, host, port and path as RFC 3986 writes them, and the characters `[ ] ^ |`, which `URL` leaves in paths. */
const written = /^https?:\/\/(?<host>[\w.~-]+|\[[\da-f:.]+\])(?<port>:\d*)?(?<path>\/[\w.~!$&'()*+,;=:@%/[\]^|-]*)?$/i

/** Whether `htu` has a query or a fragment, which RFC 9449 4.3 ignores and NHN's sample API does not accept. */
export function hasQuery(htu: unknown): boolean {
  return typeof htu === 'string' && /[?#]/.test(htu)
}

/** Ignores the query and fragment of `htu`. A spelling that is equal only after URL repair is not the same address. */
export function isSameAddress(htu: unknown, addresses: readonly string[]): boolean {
  if (typeof htu !== 'string') return false
  const [address = ''] = htu.split(/[?#]/)
  const { host } = written.exec(address)?.groups ?? {}
  // `URL` also repairs hosts: 0x7f.1 becomes 127.0.0.1.
  if (host === undefined || !URL.canParse(address) || new URL(address).hostname !== host.toLowerCase()) return false
  return addresses.some((expected) => normalized(expected) === normalized(address))
}

/**
 * Completes the normalization that RFC 9449 4.3 requires and `URL` does only in part.
 * https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2
 */
function normalized(address: string): string {
  // Before Node 24, `URL` leaves ^ in a path.
  return new URL(address).href.replaceAll('^', '%5E').replaceAll(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase()
  })
}
