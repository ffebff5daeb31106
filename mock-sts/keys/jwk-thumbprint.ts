/** RFC 7638 SHA-256 thumbprint of a JWK, computed synchronously (jose's is asynchronous). */
import { createHash } from 'node:crypto'
import type { JsonObject } from 'helseid-contract/rules'

/** The required members, in order, by key type. https://www.rfc-editor.org/rfc/rfc7638#section-3.2 */
const members: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  oct: ['k', 'kty'],
}

/** The thumbprint in base64url; undefined if a required member is missing. */
export function jwkThumbprint(jwk: JsonObject): string | undefined {
  const names = members[String(jwk.kty)]
  if (names === undefined || names.some((name) => typeof jwk[name] !== 'string')) return undefined
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(canonical).digest('base64url')
}
