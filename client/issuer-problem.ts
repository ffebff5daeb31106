/** Checks an issuer's address, for client and verifier alike: HTTPS, or plain HTTP where a twin may be. */
import { isLoopbackHost, realHostnames } from 'helseid-contract'

/**
 * What is wrong with an issuer, or undefined. Anyone who can tamper with plain HTTP can replace the issuer's keys and
 * endpoints, so it is only for this machine, for names without a dot (containers), and for `allowPlainHttp`.
 */
export function issuerProblem(issuer: unknown, allowPlainHttp: boolean): string | undefined {
  return addressProblem('issuer', issuer, allowPlainHttp)
}

/** The same for another address that the caller configures, called `name`. */
export function addressProblem(name: string, address: unknown, allowPlainHttp: boolean): string | undefined {
  const problem = formProblem(name, address)
  if (problem !== undefined) return problem
  const { protocol, hostname } = new URL(address as string)
  const plain = protocol === 'https:' ? undefined : plainHttpProblem(hostname, allowPlainHttp)
  return plain && `${name} "${address}" ${plain}`
}

/** What is wrong with an issuer that is only compared, because nothing is requested from it; or undefined. */
export function issuerFormProblem(issuer: unknown): string | undefined {
  return formProblem('issuer', issuer)
}

function formProblem(name: string, address: unknown): string | undefined {
  if (typeof address !== 'string') return `${name} must be a string`
  if (!URL.canParse(address)) return `${name} "${address}" is not a URL`
  const url = new URL(address)
  if (url.username || url.password) return `${name} must not contain a user name or password`
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${name} "${address}" must be an https URL`
  if (address.trim() !== address) return `${name} "${address}" must not start or end with whitespace`
  // URL repairs capitals, backslashes and line breaks; the issuer in a token has none.
  if (!/^https?:\/\/[^\s\\]+$/.test(address)) return `${name} ${JSON.stringify(address)} is not a well-formed URL`
  if (address.endsWith('/')) return `${name} "${address}" must not end with a slash`
  return /[?#]/.test(address) ? `${name} "${address}" must not have a query or fragment` : undefined
}

/** Why an issuer or its endpoints must not be on plain HTTP at this host, or undefined if they may. */
export function plainHttpProblem(hostname: string, allowPlainHttp: boolean): string | undefined {
  if (isRealHost(hostname)) return 'must be an https URL: HelseID never uses plain HTTP'
  if (allowPlainHttp || isTwinHost(hostname)) return undefined
  return 'must be an https URL: http is only for this machine and for host names without a dot; for a twin on another machine, or in a network that encrypts, set allowPlainHttp'
}

/** Where a twin may be: on this machine, or at a host name without a dot, as in a container network. */
export function isTwinHost(hostname: string): boolean {
  return isLoopbackHost(hostname) || /^[^.:[\]]+$/.test(hostname)
}

/** One of HelseID's own hosts. A trailing dot makes a name absolute, but not another name (RFC 1034 3.1). */
export function isRealHost(hostname: string): boolean {
  return realHostnames.includes(hostname.toLowerCase().replace(/\.$/, ''))
}
