/** DPoP proofs for APIs: what RFC 9449 requires, with every kind of key, and separate nonces for each API. */
import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createApiProofs } from '../../client/api-proofs.ts'
import { fromDer } from '../../client/es256-signature.ts'
import { openDpopKey } from '../../client/keys/dpop-key.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const now = () => 1_790_000_000_500
const accessToken = 'header.claims.signature'
const url = new URL('https://api.example:8443/hello?x=1#y')

async function proofs(jwk?: JWK) {
  let serial = 0
  return createApiProofs(await openDpopKey(jwk), { now, newId: () => `id-${++serial}` })
}
const verified = (proof: string) => jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', currentDate: new Date(now()) })

describe('a proof for an API', () => {
  it('has the method, the URL without query, the time, the token hash and a jti (RFC 9449 4.2)', async () => {
    const { payload, protectedHeader } = await verified(await (await proofs()).prove(url, 'POST', accessToken))
    expect(payload).toEqual({
      jti: 'id-1',
      htm: 'POST',
      htu: 'https://api.example:8443/hello',
      iat: 1_790_000_000,
      ath: createHash('sha256').update(accessToken).digest('base64url'),
    })
    expect(protectedHeader).toEqual({
      alg: 'ES256',
      typ: 'dpop+jwt',
      jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    })
  })

  const keys: [string, JWK, string][] = [
    ['EC P-256', keyRing.proof as JWK, 'ES256'],
    ['EC P-384', keyRing.ec384 as JWK, 'ES384'],
    ['EC P-521', keyRing.ec521 as JWK, 'ES512'],
    ['RSA', { ...keyRing['rsa-proof'], alg: undefined } as never, 'PS256'],
    ['RSA for PS512', { ...keyRing['rsa-proof'], alg: 'PS512' } as JWK, 'PS512'],
    ['RSA for RS256', { ...keyRing['rsa-proof'], alg: 'RS256' } as JWK, 'RS256'],
  ]
  it.each(keys)('by %s is signed with the alg and key of its header, without private members', async (_, jwk, alg) => {
    const { protectedHeader } = await verified(await (await proofs(jwk)).prove(url, 'GET', accessToken))
    expect(protectedHeader.alg).toBe(alg)
    expect(await calculateJwkThumbprint(protectedHeader.jwk as JWK)).toBe(await calculateJwkThumbprint(jwk))
    expect(Object.keys(protectedHeader.jwk ?? {}).sort()).toEqual(
      jwk.kty === 'RSA' ? ['e', 'kty', 'n'] : ['crv', 'kty', 'x', 'y'],
    )
  })
})

describe('an ES256 signature converted from DER to JWS (RFC 7518 3.4)', () => {
  const bytes = (first: number, length: number) => Buffer.alloc(length, first)
  const der = (...integers: Buffer[]) => {
    const body = Buffer.concat(integers.map((integer) => Buffer.concat([Buffer.from([0x02, integer.length]), integer])))
    return Buffer.concat([Buffer.from([0x30, body.length]), body])
  }
  const positive = (number: Buffer) => Buffer.concat([Buffer.from([0]), number])
  it.each([
    ['r and s of 32 bytes', der(bytes(0x11, 32), bytes(0x22, 32)), [bytes(0x11, 32), bytes(0x22, 32)]],
    [
      'r with a zero byte before a first bit of 1',
      der(positive(bytes(0x91, 32)), bytes(0x22, 32)),
      [bytes(0x91, 32), bytes(0x22, 32)],
    ],
    [
      'r and s with a zero byte',
      der(positive(bytes(0x91, 32)), positive(bytes(0xa2, 32))),
      [bytes(0x91, 32), bytes(0xa2, 32)],
    ],
    ['a short s', der(bytes(0x11, 32), bytes(0x22, 30)), [bytes(0x11, 32), bytes(0, 2), bytes(0x22, 30)]],
    [
      'a short r with a zero byte',
      der(positive(bytes(0x91, 31)), bytes(0x22, 32)),
      [bytes(0, 1), bytes(0x91, 31), bytes(0x22, 32)],
    ],
    ['r and s of one byte', der(bytes(1, 1), bytes(2, 1)), [bytes(0, 31), bytes(1, 1), bytes(0, 31), bytes(2, 1)]],
  ])('has 64 bytes for %s', (_, from, to) => {
    expect(fromDer(from).toString('hex')).toBe(Buffer.concat(to).toString('hex'))
  })

  it('verifies for two thousand proofs, some with a short r or s', async () => {
    const made = await proofs(keyRing.proof as JWK)
    const all = await Promise.all(Array.from({ length: 2000 }, () => made.prove(url, 'GET', accessToken)))
    for (const proof of all) await verified(proof)
    expect(new Set(all).size).toBe(2000)
  })
})

describe('nonces of APIs', () => {
  const nonceFor = async (made: Awaited<ReturnType<typeof proofs>>, address: string) =>
    (await verified(await made.prove(new URL(address), 'GET', accessToken))).payload.nonce

  it('are stored per origin until the API sends another', async () => {
    const made = await proofs()
    made.remember(url, 'one')
    expect(await nonceFor(made, 'https://api.example:8443/other')).toBe('one')
    expect(await nonceFor(made, 'https://api.example/hello')).toBeUndefined()
    made.remember(url, 'two')
    expect(await nonceFor(made, url.href)).toBe('two')
  })

  it('are stored for a hundred APIs; the oldest is dropped first', async () => {
    const made = await proofs()
    for (let api = 0; api <= 100; api++) made.remember(new URL(`https://${api}.example/`), `n${api}`)
    expect(await nonceFor(made, 'https://0.example/')).toBeUndefined()
    expect(await nonceFor(made, 'https://1.example/')).toBe('n1')
    expect(await nonceFor(made, 'https://100.example/')).toBe('n100')
  })
})
