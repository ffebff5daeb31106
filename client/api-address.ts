/** Checks that a token may be sent to a URL: HTTPS, or plain HTTP to this machine or where it is allowed (SK1). */
import { isLoopbackHost } from 'helseid-contract'
import { isRealHost } from './issuer-problem.ts'

/** @throws {TypeError} for any other address */
export function apiAddress(
  address: string | URL,
  { issuer, allowPlainHttp }: { readonly issuer: string; readonly allowPlainHttp: boolean },
): URL {
  const url = new URL(address)
  const plain =
    url.protocol === 'http:' &&
    !isRealHost(url.hostname) &&
    (allowPlainHttp || issuer.startsWith('http:') || isLoopbackHost(url.hostname))
  if (url.protocol === 'https:' || plain) return url
  throw new TypeError(
    `no token is sent to ${url.protocol}//${url.host}: the URL must be https. Plain http is allowed only to this machine, if the issuer is http too (a twin), or with allowPlainHttp on an encrypted network`,
  )
}
