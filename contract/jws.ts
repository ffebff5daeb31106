/** Signs compact JWTs, good ones and those that no well-kept library will sign; for examples and tests, not for clients. */
import { constants, createHmac, createPrivateKey, sign } from 'node:crypto'

/** A JWK of any type: of our own, since the one of `@types/node` has another name in each version. RFC 7517 4, RFC 7518 6 */
export type Jwk = { readonly [Member in PublicMember | PrivateMember]?: string }

type PublicMember = 'kty' | 'kid' | 'alg' | 'use' | 'crv' | 'x' | 'y' | 'n' | 'e'
type PrivateMember = Exclude<(typeof privateMemberNames)[number], 'oth'>

/**
 * A compact JWS by `alg` of `key`, a private JWK; the header, an object or its JSON, says whatever it says. `none`: an empty signature.
 * HS*: `key` is the secret, as an `oct` JWK or, for the confusion of RFC 8725 2.1, as the JSON of the JWK.
 * @throws {Error} from node:crypto when the key cannot sign by `alg`
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

function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/** Header and claims of a compact JWS, each only if it is JSON. Nothing is verified. */
export function decodeCompact(jwt: string): { header?: unknown; claims?: unknown } {
  const [header, claims] = jwt.split('.').map(parsed)
  return { ...(header !== undefined && { header }), ...(claims !== undefined && { claims }) }
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    // No JSON: it is left out.
    return undefined
  }
}
