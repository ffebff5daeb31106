/** Compact JWTs read without trusting them. */
import { base64urlJson } from 'helseid-contract'
import { claimsOf, decodeCompact, signJws } from 'helseid-contract/rules'
import { expect, it } from 'vitest'

it('base64urlJson keeps the order of members and text beyond ASCII', () => {
  // RFC 7515 appendix C: no padding, - and _ for + and /.
  expect(base64urlJson({ b: '>>>???', a: 'Ø' })).toBe('eyJiIjoiPj4-Pz8_IiwiYSI6IsOYIn0')
})

it('the claims of a JWT are read whatever its signature', () => {
  const jwt = signJws({ alg: 'none' }, { iss: 'me', n: 1 }, {}, 'none')
  expect(claimsOf(jwt)).toEqual({ iss: 'me', n: 1 })
  expect(claimsOf(`${jwt}forged`)).toEqual({ iss: 'me', n: 1 })
})

it.each<[string, string | null | undefined]>([
  ['nothing', undefined],
  ['no header field', null],
  ['an empty text', ''],
  ['an opaque token', 'opaque'],
  ['an encrypted JWT, which has five parts', `e30.e30.e30.e30.e30`],
  ['a payload that is not JSON', 'e30.bm90IGpzb24.x'],
  ['a payload that is a list', `e30.${base64urlJson([1])}.x`],
  ['a payload that is a text', `e30.${base64urlJson('text')}.x`],
  ['a payload that is null', `e30.${base64urlJson(null)}.x`],
])('%s has no claims', (_, text) => {
  expect(claimsOf(text)).toBeUndefined()
})

it('decodeCompact leaves out the part that is not JSON', () => {
  expect(decodeCompact('e30.bm90IGpzb24.x')).toEqual({ header: {} })
})
