/** The marks in a decoded JWT: one for each broken rule, on exactly the member that the rule names. */
import { describe, expect, it } from 'vitest'
import { jsonLines } from '../../../mock-sts/ui/app/parts/verdict/json-lines.ts'
import { numbered, type Rule } from '../../../mock-sts/ui/app/parts/verdict/numbers.ts'
import { isPublicKey, thumbprintOf } from '../../../mock-sts/ui/app/parts/verdict/public-key.ts'

const broken = (id: string, at: string, severity: Rule['severity'] = 'reject'): Rule => ({
  id,
  at,
  severity,
  outcome: 'broken',
  requires: '',
  status: 'likely',
  source: { reference: '' },
  sources: [],
})
const claims = { iss: 'a', aud: ['b', 'c'], details: [{ type: 't', empty: {} }] }
const marked = (...places: readonly string[]) =>
  jsonLines(claims, 'assertion.claims', numbered(places.map((at, index) => broken(`rule-${index + 1}`, at))))
    .filter(({ marks }) => marks.length > 0)
    .map(({ path, isMissing, marks }) => [path, isMissing, marks.map(({ number }) => number)])

it.each([
  ['a member', 'assertion.claims.iss', 'assertion.claims.iss', false],
  ['an array as a whole', 'assertion.claims.aud', 'assertion.claims.aud', false],
  ['an element of an array', 'assertion.claims.aud.1', 'assertion.claims.aud.1', false],
  ['a member of an object in an array', 'assertion.claims.details.0.type', 'assertion.claims.details.0.type', false],
  ['a missing member', 'assertion.claims.exp', 'assertion.claims.exp', true],
  [
    'a missing member of an object in an array',
    'assertion.claims.details.0.role',
    'assertion.claims.details.0.role',
    true,
  ],
  [
    'a missing member of an empty object',
    'assertion.claims.details.0.empty.x',
    'assertion.claims.details.0.empty.x',
    true,
  ],
  ['a member of something that is not an object', 'assertion.claims.iss.x', 'assertion.claims.iss', false],
  ['a member of a missing object', 'assertion.claims.a.b', 'assertion.claims.a', true],
] as const)('%s is marked once', (_, at, path, isMissing) => {
  expect(marked(at)).toEqual([[path, isMissing, [1]]])
})

it('two rules that name the same member share its line, and a place outside marks nothing', () => {
  expect(marked('assertion.claims.iss', 'assertion.claims.iss', 'proof.claims.iss', 'assertion.claims')).toEqual([
    ['assertion.claims.iss', false, [1, 2]],
  ])
})

it('a member that only resembles the root of another place is not inside it', () => {
  expect(marked('assertion.claimsiss.x')).toEqual([])
})

it('the lines are the JSON: joined, they parse to the same value', () => {
  const text = jsonLines(claims, 'assertion.claims', [])
    .map(({ name, text }) => (name === undefined ? text : `${JSON.stringify(name)}: ${text}`))
    .join('\n')
  expect(JSON.parse(`{${text}}`)).toEqual(claims)
})

it('the deciding rule is number 1, then those that refuse, then those that warn; rules that are off have no number', () => {
  const rules = [
    broken('warns', 'a', 'warn'),
    broken('refuses', 'b'),
    broken('off', 'c', 'off'),
    broken('decides', 'd'),
  ]
  expect(numbered(rules, 'decides').map(({ number, rule, kind }) => [number, rule.id, kind])).toEqual([
    [1, 'decides', 'bad'],
    [2, 'refuses', 'bad'],
    [3, 'warns', 'warn'],
  ])
})

describe('a public key', () => {
  // The example key of RFC 7638 section 3.1, and its thumbprint.
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
  const jwk = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }
  const header = { typ: 'dpop+jwt', jwk }
  const linesWith = (places: readonly string[], unfolded?: ReadonlySet<string>) =>
    jsonLines(header, 'proof.header', numbered(places.map((at) => broken('one', at))), unfolded).map(({ name, text }) =>
      `${name ?? ''} ${text}`.slice(0, 30).trim(),
    )

  it('is one line with its type, and has the thumbprint of RFC 7638', async () => {
    expect(linesWith([])).toEqual(['typ "dpop+jwt",', 'jwk { "kty": "RSA", … }'])
    expect(isPublicKey(jwk) && (await thumbprintOf(jwk))).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })

  it('is shown in full when the reader asks, and when a rule names it or one of its members', () => {
    for (const lines of [
      linesWith([], new Set(['proof.header.jwk'])),
      linesWith(['proof.header.jwk']),
      linesWith(['proof.header.jwk.alg']),
    ])
      expect(lines).toContain('e "AQAB",')
  })

  it.each([
    ['with a private member', { ...jwk, d: 'x' }],
    ['without a member of its type', { kty: 'EC', crv: 'P-256', x: 'x' }],
    ['with a member that is not text', { ...jwk, n: 1 }],
    ['of an unknown type', { kty: 'oct', k: 'x' }],
    ['that is text', 'RSA'],
  ])('%s is not taken for one', (_, value) => {
    expect(isPublicKey(value)).toBe(false)
  })
})
