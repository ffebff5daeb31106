/** Checks an issuer's address, for client and verifier alike: HTTPS, or plain HTTP where a twin may be. */
import { isLoopbackHost, realHostnames } from 'helseid-contract'

/**
 * What is wrong with an issuer, or undefined. Anyone who can tamper with plain HTTP can replace the issuer's keys and
 * endpoints, so it is only for this machine, for names without a dot (containers), and for `allowPlainHttp`.
 */
export function issuerProblem(issuer: unknown, allowPlainHttp: boolean): string | undefined {
  if (typeof issuer !== 'string') return 'issuer must be a string'
  if (!URL.canParse(issuer)) return `issuer "${issuer}" is not a URL`
  const url = new URL(issuer)
  if (url.username || url.password) return 'issuer must not contain a user name or password'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `issuer "${issuer}" must be an https URL`
  if (issuer.trim() !== issuer) return `issuer "${issuer}" must not start or end with whitespace`
  // URL repairs these; the issuer in a token never has them.
  if (!/^https?:\/\/[^\s\\]+$/i.test(issuer)) return `issuer ${JSON.stringify(issuer)} is not a well-formed URL`
  if (issuer.endsWith('/')) return `issuer "${issuer}" must not end with a slash`
  if (/[?#]/.test(issuer)) return `issuer "${issuer}" must not have a query or fragment`
  if (url.protocol === 'https:' || acceptsPlainHttp(url.hostname, allowPlainHttp)) return undefined
  return isRealHost(url.hostname)
    ? `issuer "${issuer}" must be an https URL: HelseID never uses plain HTTP`
    : `issuer "${issuer}" must be an https URL: http is only for this machine, for host names without a dot, and for encrypted networks with allowPlainHttp`
}

/** Whether an issuer or its endpoints may be on plain HTTP at this host. */
export function acceptsPlainHttp(hostname: string, allowPlainHttp: boolean): boolean {
  if (isRealHost(hostname)) return false
  return allowPlainHttp || isLoopbackHost(hostname) || /^[^.:[\]]+$/.test(hostname)
}

/** A trailing dot makes a name absolute, but not another name (RFC 1034 3.1). */
function isRealHost(hostname: string): boolean {
  return realHostnames.includes(hostname.toLowerCase().replace(/\.$/, ''))
}
