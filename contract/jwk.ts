/** JWKs and their private members. */

/**
 * A JWK of any type (RFC 7517 4, RFC 7518 6). Declared here because the name of the type in `@types/node` changes
 * between versions.
 */
export type Jwk = { readonly [Member in PublicMember | PrivateMember]?: string }

type PublicMember = 'kty' | 'kid' | 'alg' | 'use' | 'crv' | 'x' | 'y' | 'n' | 'e'
type PrivateMember = Exclude<(typeof privateMemberNames)[number], 'oth'>

/** Private members of a JWK. https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const privateMemberNames = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const

/**
 * Whether a member is absent although it has a name: .NET's `JsonWebKey` writes `"d": null`, `"oth": []` and
 * `"x5c": []` in a public key.
 */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The private members present in a JWK; null, empty text and empty lists do not count. */
export function privateMembers(jwk: object): string[] {
  return privateMemberNames.filter((name) => !isAbsent((jwk as Record<string, unknown>)[name]))
}

const memberNames = new Set<string>(['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e', ...privateMemberNames])

/** The names of a JWK's members that differ from their RFC 7518 spelling in case: `KTY`. */
export function namesInOtherCase(jwk: object): string[] {
  return Object.keys(jwk).filter((name) => !memberNames.has(name) && memberNames.has(name.toLowerCase()))
}

/** A JWK whose members have the names of RFC 7518, as Microsoft.IdentityModel reads it: it ignores their case. */
export function withExactNames<T extends object>(jwk: T): T {
  const others = new Set(namesInOtherCase(jwk))
  if (others.size === 0) return jwk
  return Object.fromEntries(
    Object.entries(jwk).map(([name, value]) => [others.has(name) ? name.toLowerCase() : name, value]),
  ) as T
}

/** A JWK without its private members. */
export function publicJwk<T extends Jwk>(jwk: T): T {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !privateMemberNames.includes(name as never))) as T
}

/** A JWK without the members that are null, empty text or an empty list. */
export function presentMembers<T extends object>(jwk: T): T {
  return Object.fromEntries(Object.entries(jwk).filter(([, value]) => !isAbsent(value))) as T
}
