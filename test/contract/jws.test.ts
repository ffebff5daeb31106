/** Reading compact JWTs without verifying them. */
import { base64urlJson } from 'helseid-contract'
import { claimsOf, decodeCompact, signJws } from 'helseid-contract/rules'
import { expect, it } from 'vitest'

it('base64urlJson keeps the order of members and encodes non-ASCII text', () => {
  // RFC 7515 appendix C: no padding, - and _ for + and /.
  expect(base64urlJson({ b: '>>>???', a: 'Ø' })).toBe('eyJiIjoiPj4-Pz8_IiwiYSI6IsOYIn0')
})

it('claimsOf reads the claims of a JWT, whatever its signature', () => {
  const jwt = signJws({ alg: 'none' }, { iss: 'me', n: 1 }, {}, 'none')
  expect(claimsOf(jwt)).toEqual({ iss: 'me', n: 1 })
  expect(claimsOf(`${jwt}forged`)).toEqual({ iss: 'me', n: 1 })
})

it.each<[string, string | null | undefined]>([
  ['undefined', undefined],
  ['null', null],
  ['an empty string', ''],
  ['an opaque token', 'opaque'],
  ['an encrypted JWT, which has five parts', `e30.e30.e30.e30.e30`],
  ['a payload that is not JSON', 'e30.bm90IGpzb24.x'],
  ['a payload that is an array', `e30.${base64urlJson([1])}.x`],
  ['a payload that is a string', `e30.${base64urlJson('text')}.x`],
  ['a payload that is null', `e30.${base64urlJson(null)}.x`],
])('claimsOf returns undefined for %s', (_, text) => {
  expect(claimsOf(text)).toBeUndefined()
})

it('decodeCompact omits a part that is not JSON', () => {
  expect(decodeCompact('e30.bm90IGpzb24.x')).toEqual({ header: {} })
})
