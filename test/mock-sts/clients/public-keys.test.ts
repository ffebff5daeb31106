/** The public keys that stay imported: one for each key, however it is spelt, and not more than the limit. */
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Jwk } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { importPublicJwk } from '../../../mock-sts/clients/public-keys.ts'
import { limits } from '../../../mock-sts/limits.ts'

const newJwk = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' }) as Jwk

describe('a public key', () => {
  it.each(['P-256', 'P-384', 'P-521', 'secp256k1'])('on %s is the same key as `node:crypto` imports', (curve) => {
    const jwk = newJwk(curve)
    const expected = createPublicKey({ key: jwk, format: 'jwk' })
    expect(importPublicJwk(jwk)?.key.equals(expected)).toBe(true)
  })

  it('is imported once for every spelling', () => {
    const jwk = newJwk('P-256')
    const first = importPublicJwk(jwk)
    expect(importPublicJwk({ ...jwk, kid: 'other', x: `${jwk.x}=` })).toBe(first)
  })

  it('is undefined, again and again, if its point is not on its curve, or a coordinate is too large', () => {
    const jwk = newJwk('P-256')
    const field = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff'
    const wrong = [
      { ...jwk, y: randomBytes(32).toString('base64url') },
      { ...jwk, x: Buffer.from(field, 'hex').toString('base64url') },
      { ...jwk, x: Buffer.alloc(32, 0xff).toString('base64url') },
    ]
    for (const each of [...wrong, ...wrong]) expect(importPublicJwk(each)).toBeUndefined()
  })

  it('stays imported while it is used, and is forgotten after as many others as the limit says', () => {
    const [used, unused] = [newJwk('P-256'), newJwk('P-256')]
    const [first, other] = [importPublicJwk(used), importPublicJwk(unused)]
    for (let index = 0; index < limits.importedKeys.value; index++) {
      importPublicJwk(newJwk('P-256'))
      if (index % 100 === 0) expect(importPublicJwk(used)).toBe(first)
    }
    expect(importPublicJwk(used)).toBe(first)
    expect(importPublicJwk(unused)).not.toBe(other)
  })
})
