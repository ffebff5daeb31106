/** Places: paths with dots that say where in a token request a rule looks. */

/**
 * A member of the request or of the client's registration. Nested members and array elements are appended with dots:
 * `assertion.claims.assertion_details.0.type`.
 *
 * | place | names |
 * |---|---|
 * | `method`, `url`, `body` | the method; the URL that was called; the body as a whole |
 * | `headers.<name>` | a header field, in lower case |
 * | `form`, `form.<field>` | the form; one of its fields |
 * | `assertion`, `proof` | the compact JWT as a whole |
 * | `assertion.header`, `assertion.header.<name>` | the header of the JWT; a member of it. The same for `proof` |
 * | `assertion.claims`, `assertion.claims.<name>` | its claims; one of them. The same for `proof` |
 * | `assertion.signature` | its signature. The same for `proof` |
 * | `client`, `client.<member>` | the client's registration; a member of it, named as in the twin's configuration |
 */
export type Place =
  | 'method'
  | 'url'
  | 'body'
  | `headers.${string}`
  | 'form'
  | `form.${string}`
  | Jwt
  | `${Jwt}.header`
  | `${Jwt}.header.${string}`
  | `${Jwt}.claims`
  | `${Jwt}.claims.${string}`
  | `${Jwt}.signature`
  | 'client'
  | `client.${string}`

type Jwt = 'assertion' | 'proof'

/** True for `whole` itself and for every place inside it. */
export function isWithin(place: Place, whole: Place): boolean {
  return place === whole || place.startsWith(`${whole}.`)
}

/** The place of an assertion claim, given as a JSON pointer (RFC 6901). */
export function claimPlace(pointer: string): Place {
  return `assertion.claims${pointer.replaceAll('/', '.')}` as Place
}
