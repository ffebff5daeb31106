/** What the browser says about who sent a request: a page of the twin, a page of another site, or no page at all. */

/**
 * - `program`: no browser, or an old one that names no page
 * - `person`: someone who typed the address or followed a bookmark
 * - `own-page`: a page of the twin
 * - `own-page-elsewhere`: a page of the twin under an address that the twin does not know, as behind a proxy
 * - `foreign-page`: any other page
 */
export type Sender = 'program' | 'person' | 'own-page' | 'own-page-elsewhere' | 'foreign-page'

/**
 * Browsers send `Origin` or `Sec-Fetch-Site` with the requests of pages; other callers send neither. A page cannot set either header.
 * `Sec-Fetch-Site` is the browser's own judgement, so it holds behind a proxy.
 * https://www.w3.org/TR/fetch-metadata/
 */
export function senderOf({ url, headers }: Pick<Request, 'url' | 'headers'>): Sender {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site !== null && site !== 'same-origin' && site !== 'none') return 'foreign-page'
  const { origin: ownOrigin, host: ownHost } = new URL(url)
  if (site === 'none') return origin === null || origin === ownOrigin ? 'person' : 'foreign-page'
  if (origin === null) return site === null ? 'program' : 'own-page'
  if (origin === ownOrigin) return 'own-page'
  // Behind a proxy with TLS the schemes differ.
  const isOwnHost = URL.canParse(origin) && new URL(origin).host === ownHost
  if (site === 'same-origin') return isOwnHost ? 'own-page' : 'own-page-elsewhere'
  return isOwnHost ? 'own-page-elsewhere' : 'foreign-page'
}
