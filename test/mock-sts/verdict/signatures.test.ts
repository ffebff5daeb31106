/** Verification of JWT signatures: every algorithm, both spellings of a half that begins with zeros, and what is refused. */
import { constants, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifies } from '../../../mock-sts/verdict/signatures.ts'

const input = 'header.payload'
const jwt = (alg: string, signature: Buffer) => ({ header: { alg }, input, signature })
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }

/** https://www.rfc-editor.org/rfc/rfc7518#section-3.4 */
const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const

describe('an ECDSA signature', () => {
  const signed = (alg: keyof typeof curves, privateKey: KeyObject) =>
    sign(`sha${alg.slice(2)}`, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })

  it.each(Object.entries(curves) as [keyof typeof curves, string][])(
    'of %s verifies whatever its halves begin with, and not once a bit of it differs',
    (alg, namedCurve) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
      // Of 600 signatures, some have a half that begins with a zero byte, and half of them one with its first bit set.
      for (let index = 0; index < 600; index++)
        expect(verifies(jwt(alg, signed(alg, privateKey)), publicKey)).toBe(true)
      const changed = signed(alg, privateKey)
      changed[5] = (changed[5] as number) ^ 1
      expect(verifies(jwt(alg, changed), publicKey)).toBe(false)
    },
  )

  it('of another length, or in DER, does not verify', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const good = signed('ES256', privateKey)
    const others = [
      Buffer.alloc(0),
      good.subarray(0, 63),
      Buffer.concat([good, Buffer.alloc(2)]),
      sign('sha256', Buffer.from(input), privateKey),
      Buffer.alloc(64),
    ]
    for (const other of others) expect(verifies(jwt('ES256', other), publicKey)).toBe(false)
  })

  it('of a key on another curve verifies only if any curve will do', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    expect(verifies(jwt('ES256', signature), publicKey)).toBe(false)
    expect(verifies(jwt('ES256', signature), publicKey, { curves: 'any' })).toBe(true)
  })
})

describe('an RSA signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  it.each([256, 384, 512])('with SHA-%d verifies as what its algorithm says, and as nothing else', (bits) => {
    const pkcs = sign(`sha${bits}`, Buffer.from(input), privateKey)
    const withPss = sign(`sha${bits}`, Buffer.from(input), { key: privateKey, ...pss })
    // Twice, and in turn: one key serves both algorithms.
    for (let round = 0; round < 2; round++) {
      expect(verifies(jwt(`RS${bits}`, pkcs), publicKey)).toBe(true)
      expect(verifies(jwt(`PS${bits}`, withPss), publicKey)).toBe(true)
      expect(verifies(jwt(`PS${bits}`, pkcs), publicKey)).toBe(false)
      expect(verifies(jwt(`RS${bits}`, withPss), publicKey)).toBe(false)
    }
  })

  it('of RSASSA-PSS verifies only with a salt as long as its hash (RFC 7518 3.5)', () => {
    const longer = sign('sha256', Buffer.from(input), { key: privateKey, ...pss, saltLength: 64 })
    expect(verifies(jwt('PS256', longer), publicKey)).toBe(false)
  })

  it('does not verify with another key, a key of another type, or an unknown algorithm', () => {
    const signature = sign('sha256', Buffer.from(input), privateKey)
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    const ec = createPublicKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
    expect(verifies(jwt('RS256', signature), other)).toBe(false)
    expect(verifies(jwt('RS256', signature), ec)).toBe(false)
    expect(verifies(jwt('none', signature), publicKey)).toBe(false)
  })
})
