/** Finds out that what looked like an HTTP message shows less than the text around it. */
import type { TokenRequest } from '../verdict/token-request.ts'
import { type FoundJwt, findForm, isCertainlyAssertion } from './loose-tokens.ts'
import type { Found } from './read-pasted.ts'

/**
 * True if the text shows an assertion, a proof or a form that is not where a request was found to have it: headers or
 * form are written in a way that is not known here, and must not be called missing.
 */
export function isMisread(found: readonly Found[], jwts: readonly FoundJwt[]): boolean {
  const shown = found.flatMap(({ request, url = '' }) => [
    ...request.dpop,
    request.authorization ?? '',
    bodyOf(request),
    url,
  ])
  const outside = jwts.filter(({ compact }) => !shown.some((part) => part.includes(compact)))
  const hasAssertionOutside = outside.some(isCertainlyAssertion)
  const hasProofOutside = outside.some(({ kind }) => kind === 'DPoP proof')
  const requests = found.filter(({ what }) => what === 'token request')
  return (
    (hasProofOutside && found.every((one) => one.notShown.headers === undefined && one.request.dpop.length === 0)) ||
    (hasAssertionOutside &&
      requests.length > 0 &&
      requests.every((one) => one.notShown.body === undefined && lacksAssertion(one.request))) ||
    requests.some(({ request }) => request.contentType === undefined && hasFormInside(bodyOf(request)))
  )
}

function bodyOf({ body }: TokenRequest): string {
  return body?.toString() ?? ''
}

function lacksAssertion(request: TokenRequest): boolean {
  return request.body !== undefined && !/(?:^|[&"\s{,])client_assertion"?\s*[=:]/.test(bodyOf(request))
}

/** The form comes after other words. */
function hasFormInside(body: string): boolean {
  return !/^\s*(?:&?[\w.-]+\s*=|[[{<])/.test(body) && findForm(body) !== undefined
}
