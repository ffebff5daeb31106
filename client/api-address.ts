/** Where a token may be sent: over HTTPS, and over plain HTTP only on this machine or beside a twin (SK1). */

/** @throws {TypeError} for any other address */
export function apiAddress(address: string | URL, issuer: string): URL {
  const url = new URL(address)
  const plain = url.protocol === 'http:' && (issuer.startsWith('http:') || isLoopback(url))
  if (url.protocol === 'https:' || plain) return url
  throw new TypeError(
    `${url.protocol}//${url.host} is no address for a token: it must be https; http is for this machine and for twins`,
  )
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname) || /(^|\.)localhost$/.test(hostname)
}
