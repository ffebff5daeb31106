/** Imports the public keys of proofs and clients, and keeps the last ones used. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { type CanonicalKey, canonicalKey, type Jwk, publicJwk } from 'helseid-contract/rules'
import { limits } from '../limits.ts'

export interface ImportedKey extends CanonicalKey {
  readonly key: KeyObject
}

/** By thumbprint, which is the same for every spelling of a key, and for no other key; the one unused for longest comes first. */
const imported = new Map<string, ImportedKey>()

/** The public key of a JWK in any spelling, ignoring private members; undefined if it is not a usable public key. */
export function importPublicJwk(jwk: Jwk): ImportedKey | undefined {
  const canonical = canonicalOrNone(jwk)
  if (canonical === undefined) return undefined
  const { thumbprint } = canonical
  const found = imported.get(thumbprint) ?? importCanonical(canonical)
  if (found === undefined) return undefined
  imported.delete(thumbprint)
  imported.set(thumbprint, found)
  if (imported.size > limits.importedKeys.value) imported.delete(imported.keys().next().value as string)
  return found
}

function canonicalOrNone(jwk: Jwk): CanonicalKey | undefined {
  try {
    return canonicalKey(publicJwk(jwk))
  } catch {
    // An unusable JWK is a fact about the request, which the caller reports.
    return undefined
  }
}

function importCanonical(canonical: CanonicalKey): ImportedKey | undefined {
  try {
    return { ...canonical, key: createKey(canonical.publicJwk) }
  } catch {
    // For example a point that is not on its curve.
    return undefined
  }
}

/**
 * SubjectPublicKeyInfo up to the coordinates of an uncompressed point, by curve. `node:crypto` imports PEM at half the cost of a JWK, which
 * it first takes for a key object. https://www.rfc-editor.org/rfc/rfc5480#section-2
 */
const spkiHeads: Readonly<Record<string, Buffer>> = {
  'P-256': Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
  'P-384': Buffer.from('3076301006072a8648ce3d020106052b8104002203620004', 'hex'),
  'P-521': Buffer.from('30819b301006072a8648ce3d020106052b810400230381860004', 'hex'),
}

function createKey(jwk: Jwk): KeyObject {
  const { kty, crv = '', x = '', y = '' } = jwk
  const head = kty === 'EC' && Object.hasOwn(spkiHeads, crv) ? spkiHeads[crv] : undefined
  if (head === undefined) return createPublicKey({ key: jwk, format: 'jwk' })
  const der = Buffer.concat([head, Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return createPublicKey(`-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`)
}
