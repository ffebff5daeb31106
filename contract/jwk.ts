/** JWKs, and which of their members are secret. */

/** A JWK of any type: of our own, since the one of `@types/node` has another name in each version. RFC 7517 4, RFC 7518 6 */
export type Jwk = { readonly [Member in PublicMember | PrivateMember]?: string }

type PublicMember = 'kty' | 'kid' | 'alg' | 'use' | 'crv' | 'x' | 'y' | 'n' | 'e'
type PrivateMember = Exclude<(typeof privateMemberNames)[number], 'oth'>

/** Members of a JWK that are secret. https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const privateMemberNames = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const

/** The secret members that a JWK has. */
export function privateMembers(jwk: object): string[] {
  return privateMemberNames.filter((name) => name in jwk)
}

/** The public half of a JWK. */
export function publicJwk<T extends Jwk>(jwk: T): T {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !privateMemberNames.includes(name as never))) as T
}
