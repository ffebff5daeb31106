/** Checks the address of an issuer, and whether it is on this machine. */
import { isLoopbackHost } from '../loopback.ts'

/**
 * Checks that `issuer` is an http or https URL without user, query, fragment or trailing slash.
 * @throws {TypeError} if it is not; the message does not repeat the address, which may contain a password
 */
export function assertIssuer(issuer: string): void {
  const { protocol, username, password, search, hash } = new URL(issuer)
  if (!/^https?:$/.test(protocol) || username + password + search + hash !== '' || issuer.endsWith('/'))
    throw new TypeError('an issuer is an http or https address without user, query, fragment or trailing slash')
}

/**
 * True for `localhost` and loopback addresses. Names are not resolved.
 * @throws {TypeError} if `address` is not a URL
 */
export function isLoopback(address: string): boolean {
  return isLoopbackHost(new URL(address).hostname)
}
