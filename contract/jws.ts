/** Signs compact JWTs for examples and tests, including invalid ones that a JWT library refuses to sign. */
import { constants, createHmac, createPrivateKey, sign } from 'node:crypto'
import { base64urlJson } from './base64url-json.ts'
import type { JsonObject } from './json.ts'
import { type Jwk, publicJwk } from './jwk.ts'

/**
 * Signs with the private JWK `key` and the algorithm `alg`, whatever the header, an object or JSON text, claims. `none`
 * gives an empty signature. For HS*, the secret is an `oct` JWK or, for the key confusion of RFC 8725 2.1, the JSON of
 * a public JWK.
 * @throws {Error} from node:crypto if the key cannot sign with `alg`
 * @example
 * signJws({ alg: 'none' }, { iss: 'me' }, {}, 'none') // eyJhbGciOiJub25lIn0.eyJpc3MiOiJtZSJ9.
 */
export function signJws(header: object | string, claims: unknown, key: Jwk, alg: string): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${signature(input, key, alg).toString('base64url')}`
}

function signature(input: string, key: Jwk, alg: string): Buffer {
  const hash = `sha${alg.slice(-3)}`
  if (alg === 'none') return Buffer.alloc(0)
  if (alg.startsWith('HS')) return createHmac(hash, secretOf(key)).update(input).digest()
  const data = Buffer.from(input)
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  if (alg === 'EdDSA') return sign(null, data, privateKey)
  if (alg === 'ES256K') return sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('ES')) return sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('RS')) return sign(hash, data, privateKey)
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
  return sign(hash, data, { key: privateKey, padding, saltLength })
}

function secretOf(key: Jwk): Buffer {
  return key.kty === 'oct' ? Buffer.from(key.k ?? '', 'base64url') : Buffer.from(JSON.stringify(publicJwk(key)))
}

function encode(value: unknown): string {
  return typeof value === 'string' ? Buffer.from(value).toString('base64url') : base64urlJson(value)
}

/** Header and claims of a compact JWS, each present only if it is JSON. Verifies nothing. */
export function decodeCompact(jwt: string): { header?: unknown; claims?: unknown } {
  const [header, claims] = jwt.split('.').map(parsed)
  return { ...(header !== undefined && { header }), ...(claims !== undefined && { claims }) }
}

/** The claims of a compact JWT; undefined if the text is not one. Verifies nothing. */
export function claimsOf(jwt: string | null | undefined): JsonObject | undefined {
  if (jwt?.split('.').length !== 3) return undefined
  const { claims } = decodeCompact(jwt)
  const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims)
  return isObject ? (claims as JsonObject) : undefined
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    // Not JSON: omitted from the result.
    return undefined
  }
}
