/** What may be asked as an issuer, and which of them are on this machine. */
import { isLoopbackHost } from '../loopback.ts'

/** Does not repeat what it was given, which may hold a password. @throws {TypeError} */
export function assertIssuer(issuer: string): void {
  const { protocol, username, password, search, hash } = new URL(issuer)
  if (!/^https?:$/.test(protocol) || username + password + search + hash !== '' || issuer.endsWith('/'))
    throw new TypeError('an issuer is an http or https address without user, query, fragment or trailing slash')
}

/** True for addresses that never leave the machine. A name that merely resolves to one is not asked for its address. */
export function isLoopback(address: string): boolean {
  return isLoopbackHost(new URL(address).hostname)
}
