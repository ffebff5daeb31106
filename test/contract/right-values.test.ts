/** The correct value in a verdict: set at its place, with the JWT signed again, it fixes the rule. */
import { cases } from 'helseid-contract/cases'
import type { Json, Place, Recipe } from 'helseid-contract/rules'
import { rules } from 'helseid-contract/rules'
import type { Verdict } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { start } from '../mock-sts/endpoints/case-harness.ts'
import { judged, ruleIn } from './judged.ts'
import { withValueAt } from './recipe-places.ts'

const issuer = 'https://helseid-sts.test.nhn.no'

const recipes = [
  ...rules.flatMap(({ id, examples }) =>
    examples.failing.map((recipe, index) => [`${id} ${index + 1}`, recipe] as const),
  ),
  ...cases.flatMap(({ id, requests }) => requests.map((recipe, index) => [`${id} ${index + 1}`, recipe] as const)),
]

const corrections = ({ rules }: Verdict) =>
  rules.flatMap(({ id, at, outcome, value }) =>
    outcome === 'broken' && value !== undefined ? [{ id, at, value }] : [],
  )

describe('each correct value fixes its rule', () => {
  it.each(recipes)('%s', async (_, recipe) => {
    for (const { id, at, value } of corrections(await judged(recipe))) {
      const corrected = await judged(withValueAt(at, value, recipe))
      expect(ruleIn(corrected, id)?.outcome, `${id}: ${JSON.stringify(value)} at ${at}`).toBe('passed')
    }
  })
})

describe('all rules give the same correct value for a place', () => {
  it.each(recipes)('%s', async (_, recipe) => {
    const values = new Map<Place, Json>()
    for (const { id, at, value } of corrections(await judged(recipe))) {
      expect(value, `${id} at ${at}`).toEqual(values.get(at) ?? value)
      values.set(at, value)
    }
  })
})

describe('the correct value', () => {
  it.each<[rule: string, value: Json, Recipe]>([
    ['method-post', 'POST', { method: 'PUT' }],
    ['form-encoded', 'application/x-www-form-urlencoded', { contentType: null }],
    [
      'assertion-type',
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      { form: { client_assertion_type: null } },
    ],
    ['typ-client-authentication', 'client-authentication+jwt', { assertion: { header: { typ: 'JWT' } } }],
    ['kid-registered', keyRing.registered.kid, { assertion: { header: { kid: 'other' } } }],
    ['iss-is-sub', 'example-client', { assertion: { claims: { iss: null } } }],
    ['sub-present', 'example-client', { assertion: { claims: { sub: null } } }],
    ['aud-present', issuer, { assertion: { claims: { aud: null } } }],
    ['aud-is-issuer', issuer, { assertion: { claims: { aud: '${tokenEndpoint}' } } }],
    ['exp-present', start + 10, { assertion: { claims: { exp: null } } }],
    ['exp-is-number', start + 10, { assertion: { claims: { exp: { $nowText: 60 } } } }],
    ['lifetime-10s', start + 10, { assertion: { claims: { exp: { $now: 60 } } } }],
    ['nbf-ahead', start, { assertion: { claims: { nbf: { $now: 20 } } } }],
    ['iat-present', start, { assertion: { claims: { iat: null } } }],
    ['client-id-present', 'example-client', { form: { client_id: null } }],
    ['grant-type-present', 'client_credentials', { form: { grant_type: null } }],
    ['resource-known', 'nhn:example', { form: { resource: 'nhn:no-such-api' } }],
    ['proof-typ', 'dpop+jwt', { proof: { header: { typ: 'JWT' } } }],
    ['proof-htm', 'POST', { proof: { claims: { htm: 'GET' } } }],
    ['proof-htu', `${issuer}/connect/token`, { proof: { claims: { htu: '${issuer}' } } }],
    ['proof-iat-window', start, { proof: { claims: { iat: { $now: -3600 } } } }],
    [
      'signature-verifies',
      'ES256',
      { client: { keys: [{ key: 'ec' }] }, assertion: { key: 'ec', header: { alg: 'ES384' } } },
    ],
    [
      'kid-present',
      keyRing.second.kid,
      {
        client: { keys: [{ key: 'registered' }, { key: 'second' }] },
        assertion: { key: 'second', header: { kid: null } },
      },
    ],
  ])('of %s is %j', async (id, value, recipe) => {
    expect(ruleIn(await judged(recipe), id)).toMatchObject({ outcome: 'broken', value })
  })

  it.each<[rule: string, why: string, Recipe]>([
    ['alg-asymmetric', 'several algorithms are correct', { assertion: { alg: 'none' } }],
    ['jti-present', 'any new string is correct', { assertion: { claims: { jti: null } } }],
    ['nonce-present', 'it is in the response', { proof: { claims: { nonce: null } } }],
    [
      'client-secret-matches',
      'it is a secret',
      { client: { legacyAuth: true, clientSecret: 'right' }, form: { client_secret: 'wrong' } },
    ],
    ['proof-jwk-public', 'the key must be replaced', { proof: { header: { jwk: { $privateJwk: 'proof' } } } }],
    ['proof-readable', 'the claim must be removed', { proof: { claims: { exp: 'soon' } } }],
    [
      'grant-type-served',
      'the client has no other grant type',
      { client: { grantTypes: ['authorization_code'] }, form: { grant_type: 'authorization_code' } },
    ],
    [
      'kid-registered',
      'none of several registered keys signed',
      { client: { keys: [{ key: 'registered' }, { key: 'second' }] }, assertion: { key: 'unregistered' } },
    ],
    [
      'resource-known',
      'several APIs are requested',
      {
        client: { scopes: ['${scope}', '${otherApiScope}'] },
        form: { scope: '${scope} ${otherApiScope}', resource: 'nhn:no-such-api' },
      },
    ],
  ])('of %s is absent: %s', async (id, _, recipe) => {
    const found = ruleIn(await judged(recipe), id)
    expect(found?.outcome).toBe('broken')
    expect(found).not.toHaveProperty('value')
  })
})

it('says the same lifetime of an assertion that was a second on its way, so that a baseline can name it', async () => {
  const lifetimeOf = async (iat: number, exp: number) =>
    ruleIn(await judged({ assertion: { claims: { iat: { $now: iat }, exp: { $now: exp } } } }), 'lifetime-60s')?.seen
  expect(await lifetimeOf(0, 300)).toBe('300 s')
  expect(await lifetimeOf(-1, 299)).toBe('300 s')
  // An iat long ago says nothing about the way.
  expect(await lifetimeOf(-30, 300)).toBe('300 s')
})
// RFC 7518 3.1: HS256 is for a shared secret, ES256 for a key on P-256. HelseID stores whatever alg a registered key has.
it.each(['HS256', 'ES256', 'RSA-OAEP'])(
  'no one is told to sign with %s, with which the registered RSA key cannot sign',
  async (alg) => {
    const verdict = await judged({ client: { keys: [{ key: 'registered', alg }] }, assertion: { alg: 'PS256' } })
    const rule = ruleIn(verdict, 'key-alg-matches')
    expect(rule).toMatchObject({ outcome: 'broken', fix: 'Register the key for PS256' })
    expect(rule).not.toHaveProperty('value')
  },
)

// RFC 9449 8: the nonce is in the answer use_dpop_nonce, and in no answer that refuses the client.
it('of a missing nonce it is not said that the answer is a challenge when it is another', async () => {
  const recipe: Recipe = { assertion: { claims: { aud: 'x' } }, proof: { claims: { nonce: null } } }
  const verdict = await judged(recipe)
  expect(verdict.answer?.error).toBe('invalid_client')
  const { expected, fix } = ruleIn(verdict, 'nonce-present') ?? {}
  expect(`${expected} ${fix}`).not.toMatch(/this (?:response|challenge)/i)
  expect(expected).toContain('400 use_dpop_nonce')
})
