/** Public keys in a JWT: how to recognise them, and their thumbprint. */
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'

type PublicKey = Readonly<Record<string, unknown>> & { readonly kty: string }

/** Members that the thumbprint needs, by type of key (RFC 7638 section 3.2, RFC 8037 section 2). */
const required: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
  ['RSA', ['e', 'n']],
])

/** Whether a value is a complete public key without private members, which must not be hidden. */
export function isPublicKey(value: unknown): value is PublicKey {
  if (typeof value !== 'object' || value === null) return false
  const jwk = value as Readonly<Record<string, unknown>>
  const names = required.get(jwk.kty)
  return names !== undefined && !('d' in jwk) && names.every((name) => typeof jwk[name] === 'string')
}

/** The key in one line, without the members that only a machine reads. */
export function shortForm({ kty, crv }: PublicKey): string {
  const curve = typeof crv === 'string' ? `, "crv": ${JSON.stringify(crv)}` : ''
  return `{ "kty": ${JSON.stringify(kty)}${curve}, … }`
}

/** Its thumbprint with SHA-256 (RFC 7638). Undefined over plain HTTP at a name other than localhost, where browsers compute no hash. */
export async function thumbprintOf(key: PublicKey): Promise<string | undefined> {
  return globalThis.crypto.subtle === undefined ? undefined : calculateJwkThumbprint(key)
}
