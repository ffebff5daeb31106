/** The origin of a server that listens on an address of this machine. */

/**
 * Without `host`, or with one that means every address, it is `localhost`. An origin never has the default port of its scheme:
 * https://www.rfc-editor.org/rfc/rfc6454#section-6.2
 */
export function originOf(scheme: 'http' | 'https', host: string | undefined, port: number): string {
  // The zone of an IPv6 address, as in `fe80::1%eth0`, has no place in a URL.
  const name = host === undefined || ['0.0.0.0', '::'].includes(host) ? 'localhost' : host.replace(/%.*$/, '')
  return new URL(`${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`).origin
}
