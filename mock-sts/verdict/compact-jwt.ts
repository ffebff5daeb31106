/** Decodes untrusted compact JWTs, and verifies signatures. */
import { constants, type KeyObject, verify } from 'node:crypto'
import type { JsonObject } from 'helseid-contract/rules'
import { isDeeper, maxDepth, parseJson } from '../http/read-json.ts'

export type CompactJwt =
  | { readonly header: JsonObject; readonly claims: JsonObject; readonly input: string; readonly signature: Buffer }
  | { readonly unreadable: string }

const base64url = (part: string) => /^[A-Za-z0-9_-]*$/.test(part) && part.length % 4 !== 1

/** The standard alphabet and padding too, as Microsoft.IdentityModel decodes a proof (`Base64UrlEncoder`). */
const anyBase64 = (part: string) =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(part) && (part.endsWith('=') ? part.length % 4 === 0 : part.length % 4 !== 1)

/** Splits and decodes a compact JWT, or says why it is unreadable. With `lenient`, its parts may be any base64. */
export function readCompactJwt(compact: string, { lenient = false } = {}): CompactJwt {
  const isEncoded = lenient ? anyBase64 : base64url
  const parts = compact.split('.')
  if (parts.length !== 3)
    return { unreadable: `it has ${parts.length} part${parts.length === 1 ? '' : 's'} instead of 3` }
  const [header, payload, signature] = parts as [string, string, string]
  for (const [name, part] of Object.entries({ header, payload, signature }))
    if (!isEncoded(part))
      return { unreadable: /\s/.test(part) ? `its ${name} contains white space` : `its ${name} is not base64url` }
  const headerObject = parseObject(header)
  if (headerObject === undefined) return { unreadable: 'its header is not a JSON object' }
  const claims = parseObject(payload)
  if (claims === undefined) return { unreadable: 'its payload is not a JSON object' }
  if (isDeeper(headerObject, maxDepth) || isDeeper(claims, maxDepth))
    return { unreadable: `its JSON is nested more than ${maxDepth} levels deep` }
  return { header: headerObject, claims, input: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url') }
}

function parseObject(part: string): JsonObject | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'))
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

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

const knownCurves = Object.values(verifiers).flatMap((how) => ('curve' in how ? [how.curve] : []))

/**
 * True if `key` verifies the JWT with the algorithm of its header; false if it does not, or the key has the wrong type. `curves: 'any'`
 * takes an ECDSA key on another curve than that of the algorithm, as Microsoft.IdentityModel does.
 */
export function verifies(
  jwt: { header: JsonObject; input: string; signature: Buffer },
  key: KeyObject,
  { curves = 'own' }: { readonly curves?: 'own' | 'any' } = {},
): boolean {
  const { alg } = jwt.header
  if (!isVerifiable(alg)) return false
  const how: { kty: string; hash: string; pss?: true; curve?: string } = verifiers[alg]
  if (key.asymmetricKeyType !== how.kty) return false
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  const accepted: readonly unknown[] = curves === 'any' ? knownCurves : [how.curve]
  if (how.curve !== undefined && !accepted.includes(namedCurve)) return false
  const options = how.pss
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key, dsaEncoding: 'ieee-p1363' as const }
  return verify(how.hash, Buffer.from(jwt.input), options, jwt.signature)
}

export function isVerifiable(alg: unknown): alg is keyof typeof verifiers {
  return typeof alg === 'string' && Object.hasOwn(verifiers, alg)
}
