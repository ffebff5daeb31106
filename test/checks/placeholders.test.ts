/** What a report of `compare` hides, by the member that has it and by its form, and what stays readable. */
import { expect, it } from 'vitest'
import { createPlaceholders } from '../../mock-sts/checks/recording/placeholders.ts'

it.each([
  ['client_id', 'nhn:portal', '"<client-1>"'],
  ['sub', 'ward:journal', '"<client-1>"'],
  ['kid', 'ward:key', '"<kid-1>"'],
  ['code', 'urn:ietf:params:code:1', '"<code-1>"'],
  ['helseid://claims/hpr/hpr_number', 9144900, '"<number-1>"'],
  ['number', 12057900499, '"<number-1>"'],
  ['error_description', 'IDX10223: token: eyJhbGciOiJ4In0.e30.c2ln is old', 'IDX10223: token: <token-1> is old'],
  ['error_description', 'ask kari.nordmann@sykehus.example', 'ask <address-1>'],
  ['error_description', "of 'Fastlegesenteret AS'", "of '<name-1>'"],
])('%s %s is hidden', (name, value, shown) => {
  const text = createPlaceholders().show(name, value)
  expect(text).toBe(shown.startsWith('"') ? shown : JSON.stringify(shown))
})

it.each([
  ['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
  ['grant_type', 'authorization_code'],
  ['scope', 'openid nhn:example/a helseid://scopes/identity/pid'],
  ['iat', 1_790_000_000],
  ['expires_in', 600],
  ['hpr', 7],
  ['error_description', "Missing 'nonce' value."],
  ['error_description', "The scope 'nhn:example/a' is not allowed"],
])('%s %s stays readable', (name, value) => {
  expect(createPlaceholders().show(name, value)).toBe(JSON.stringify(value))
})

// https://www.rfc-editor.org/rfc/rfc6749#section-5.1: the value of token_type is case insensitive.
it('a registered token type is shown in any case, and another is not', () => {
  const { show } = createPlaceholders()
  expect(['bearer', 'dpop', 'BEARER', 'N_A'].map((type) => show('token_type', type))).toEqual([
    '"bearer"',
    '"dpop"',
    '"BEARER"',
    '"N_A"',
  ])
  expect(show('token_type', 'anna')).not.toContain('anna')
})
