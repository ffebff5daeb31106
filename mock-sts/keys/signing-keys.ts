/** The signing keys of an STS, like HelseID's: RSA with a certificate, whose thumbprint is the `kid`. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { helseIdJson, type StsName } from 'helseid-contract'
import type { Jwk } from 'helseid-contract/rules'
import demoKeys from '../demo/signing-keys.NOT-A-SECRET.json' with { type: 'json' }

export interface SigningKey {
  /** Upper-case hex SHA-1 thumbprint of the certificate (helseid.md 1.3). */
  readonly kid: string
  /** The same thumbprint in base64url. */
  readonly x5t: string
  readonly privateKey: KeyObject
  /** The key as in the JWKS. */
  readonly publicJwk: PublicSigningJwk
}

export interface PublicSigningJwk {
  readonly kty: 'RSA'
  readonly use: 'sig'
  readonly kid: string
  readonly x5t: string
  readonly e: string
  readonly n: string
  readonly x5c: readonly [string]
  readonly alg: 'RS256'
}

/** A signing key as stored: its private JWK, and its certificate in base64 DER. */
export interface KeyMaterial {
  readonly privateKey: Jwk
  readonly certificate: string
}

/** Size of HelseID's RSA keys (helseid.md 1.3). */
export const signingKeyBits = 3072

export function signingKey({ privateKey, certificate }: KeyMaterial): SigningKey {
  const key = createPrivateKey({ key: privateKey, format: 'jwk' })
  const { n, e } = createPublicKey(key).export({ format: 'jwk' }) as { n: string; e: string }
  const thumbprint = createHash('sha1').update(Buffer.from(certificate, 'base64')).digest()
  const kid = thumbprint.toString('hex').toUpperCase()
  const x5t = thumbprint.toString('base64url')
  return {
    kid,
    x5t,
    privateKey: key,
    publicJwk: { kty: 'RSA', use: 'sig', kid, x5t, e, n, x5c: [certificate], alg: 'RS256' },
  }
}

/**
 * The committed demo key of an STS. It is public, so the twin starts without generating a key.
 * @throws {Error} for an STS without one
 */
export function demoSigningKey(sts: StsName): SigningKey {
  const { [sts]: material }: Partial<Record<StsName, KeyMaterial>> = demoKeys
  if (material !== undefined) return signingKey(material)
  throw new Error(
    `mock-sts/demo/signing-keys.NOT-A-SECRET.json has no demo key for the STS "${sts}": generate one with \`npm run demo:keys -- ${sts}\``,
  )
}

/** The inverse of `signingKey`. */
export function materialOf({ privateKey, publicJwk }: SigningKey): KeyMaterial {
  return { privateKey: privateKey.export({ format: 'jwk' }) as Jwk, certificate: publicJwk.x5c[0] }
}

/**
 * Signs `header` and `claims` as HelseID does: RS256, members in the order given, in HelseID’s JSON.
 *
 * Signing takes half of a token's time, so it runs in one of Node's other threads while the twin judges the next request.
 */
export async function signToken(key: SigningKey, header: object, claims: object): Promise<string> {
  const input = `${encoded(header)}.${encoded(claims)}`
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(input), key.privateKey, (error, signature) => {
      if (error) reject(error)
      else resolve(`${input}.${signature.toString('base64url')}`)
    })
  })
}

function encoded(value: object): string {
  return Buffer.from(helseIdJson(value)).toString('base64url')
}
