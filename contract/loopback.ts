/** Host names of the local machine. */

/**
 * True for `localhost`, its subdomains, and the loopback addresses of IPv4 and IPv6 (RFC 6761 6.3, RFC 1122 3.2.1.3,
 * RFC 4291 2.5.3).
 */
export function isLoopbackHost(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(hostname)
}
