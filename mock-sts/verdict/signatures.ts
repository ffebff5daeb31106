/** Verifies signatures of JWTs, with the calls of `node:crypto` that cost least. */
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { JsonObject } from 'helseid-contract/rules'

/** All asymmetric algorithms that can be verified. The rules decide which are allowed. */
const verifiers = {
  RS256: { kty: 'rsa', hash: 'sha256' },
  RS384: { kty: 'rsa', hash: 'sha384' },
  RS512: { kty: 'rsa', hash: 'sha512' },
  PS256: { kty: 'rsa', hash: 'sha256', pss: true },
  PS384: { kty: 'rsa', hash: 'sha384', pss: true },
  PS512: { kty: 'rsa', hash: 'sha512', pss: true },
  ES256: { kty: 'ec', hash: 'sha256', curve: 'prime256v1' },
  ES384: { kty: 'ec', hash: 'sha384', curve: 'secp384r1' },
  ES512: { kty: 'ec', hash: 'sha512', curve: 'secp521r1' },
} as const satisfies Record<string, { kty: string; hash: string; pss?: true; curve?: string }>

/** Bytes of each half of an ECDSA signature, by curve. https://www.rfc-editor.org/rfc/rfc7518#section-3.4 */
const halves: ReadonlyMap<string | undefined, number> = new Map([
  ['prime256v1', 32],
  ['secp384r1', 48],
  ['secp521r1', 66],
])

/** The parts of a JWT that a signature needs. */
export interface SignedJwt {
  readonly header: JsonObject
  readonly input: string
  readonly signature: Buffer
}

/**
 * True if `key` verifies the JWT with the algorithm of its header; false if it does not, or the key has the wrong type. `curves: 'any'`
 * takes an ECDSA key on another curve than that of the algorithm, as Microsoft.IdentityModel does.
 */
export function verifies(
  { header, input, signature }: SignedJwt,
  key: KeyObject,
  { curves = 'own' }: { readonly curves?: 'own' | 'any' } = {},
): boolean {
  const { alg } = header
  if (!isVerifiable(alg)) return false
  const how: { kty: string; hash: string; pss?: true; curve?: string } = verifiers[alg]
  if (key.asymmetricKeyType !== how.kty) return false
  const data = Buffer.from(input)
  if (how.pss) return verify(how.hash, data, pssKey(key), signature)
  if (how.curve === undefined) return verify(how.hash, data, key, signature)
  const curve = curveOf(key)
  const half = curves === 'any' || curve === how.curve ? halves.get(curve) : undefined
  if (half === undefined || signature.length !== 2 * half) return false
  return verify(how.hash, data, key, derSignature(signature, half))
}

export function isVerifiable(alg: unknown): alg is keyof typeof verifiers {
  return typeof alg === 'string' && Object.hasOwn(verifiers, alg)
}

const curvesByKey = new WeakMap<KeyObject, string>()

function curveOf(key: KeyObject): string | undefined {
  const known = curvesByKey.get(key)
  if (known !== undefined) return known
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  if (namedCurve !== undefined) curvesByKey.set(key, namedCurve)
  return namedCurve
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }

const pssKeys = new WeakMap<KeyObject, KeyObject>()

/**
 * The key with the options of RSASSA-PSS. Node.js reads options from a key as from any object; an object around the key costs as much
 * as half a verification, because Node.js first takes it for a key and throws. Other runtimes are given that object.
 */
function pssKey(key: KeyObject): Parameters<typeof verify>[2] {
  if (process.versions.bun !== undefined || process.versions.deno !== undefined) return { key, ...pss }
  const known = pssKeys.get(key)
  if (known !== undefined) return known
  // A copy, because the key itself also verifies RSASSA-PKCS1-v1_5.
  const copy = Object.assign(createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' }), pss)
  pssKeys.set(key, copy)
  return copy
}

/** An ECDSA signature in DER, as OpenSSL takes it: `node:crypto` converts the two halves itself, but more slowly. */
function derSignature(signature: Buffer, half: number): Buffer {
  const [r, s] = [derInteger(signature.subarray(0, half)), derInteger(signature.subarray(half))]
  const length = r.length + s.length
  const head = length < 0x80 ? [0x30, length] : [0x30, 0x81, length]
  return Buffer.concat([Uint8Array.from(head), r, s])
}

/** A positive integer: without leading zero bytes, except for one before a byte that would make it negative. */
function derInteger(half: Buffer): Buffer {
  let first = 0
  while (first < half.length - 1 && half[first] === 0) first++
  const isPadded = (half[first] as number) >= 0x80
  const length = half.length - first + (isPadded ? 1 : 0)
  const integer = Buffer.alloc(2 + length)
  integer[0] = 0x02
  integer[1] = length
  half.copy(integer, isPadded ? 3 : 2, first)
  return integer
}
