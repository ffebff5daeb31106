/** Where a token may be sent: over HTTPS, and over plain HTTP only on this machine, beside a twin, or where it is allowed (SK1). */
import { isLoopbackHost } from 'helseid-contract'

/** @throws {TypeError} for any other address */
export function apiAddress(
  address: string | URL,
  { issuer, allowPlainHttp }: { readonly issuer: string; readonly allowPlainHttp: boolean },
): URL {
  const url = new URL(address)
  const plain =
    url.protocol === 'http:' && (allowPlainHttp || issuer.startsWith('http:') || isLoopbackHost(url.hostname))
  if (url.protocol === 'https:' || plain) return url
  throw new TypeError(
    `${url.protocol}//${url.host} is no address for a token: it must be https; http is for this machine, for twins, and with allowPlainHttp for networks that encrypt by themselves`,
  )
}
