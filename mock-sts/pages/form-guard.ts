/** Proves that a form was sent by its own page: by a value that only the page has, and by what the browser says about the sender. */
import { createHmac, randomBytes } from 'node:crypto'
import { sameSecret } from '../http/same-secret.ts'

/** A restart makes open pages stale: they are refused, and a reload helps. */
const secret = randomBytes(32)

/** The value for the form of a page about `subject`. No other site can read it, because it cannot read the page. */
export function formToken(...subject: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(subject)).digest('base64url')
}

/** Compares in constant time. */
export function isFormToken(sent: string, ...subject: readonly string[]): boolean {
  return sameSecret(sent, formToken(...subject))
}

/**
 * True unless the browser says that a page of another site sent the request. `Sec-Fetch-Site` is its own judgement, so it holds behind a
 * proxy; without it, `Origin` must name the host that the request was sent to. Programs and old browsers send neither.
 */
export function isFromOwnSite({ url, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = headers.get('origin')
  return origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(url).host)
}
