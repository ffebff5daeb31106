/** Places: the verdict on each failing example names the member that the example changes. */
import { multiTenantDetails, sfmDetails } from 'helseid-contract'
import { decodeCompact, isWithin, type Place, type Recipe, rules } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { send } from '../mock-sts/endpoints/case-harness.ts'
import { judged, ruleIn } from './judged.ts'
import { changesOf, names, withoutChangesAt } from './recipe-places.ts'

const examples = rules.flatMap((rule) =>
  rule.examples.failing.map((recipe, index) => [`${rule.id} ${index + 1}`, rule, recipe] as const),
)

/** The members of the reference request, by place. */
const { request: reference } = (await send({})).answer
const referenceMembers = new Set([
  ...[...new URLSearchParams(reference.body).keys()].map((field) => `form.${field}`),
  ...(['assertion', 'proof'] as const).flatMap((jwt) =>
    Object.entries(decodeCompact(reference[jwt])).flatMap(([part, members]) =>
      Object.keys(Object(members)).map((member) => `${jwt}.${part}.${member}`),
    ),
  ),
])

describe('the verdict on a failing example names what the example changes', () => {
  it.each(examples)('%s', async (_, { id }, recipe) => {
    const { at, outcome } = ruleIn(await judged(recipe), id) ?? {}
    expect(outcome).toBe('broken')
    const changes = changesOf(recipe)
    const named = changes.filter((change) => names(at as Place, change))
    expect(named, `${at} is none of ${changes.flatMap(({ places }) => places).join(', ')}`).not.toEqual([])
    // An example may remove a member that the reference request lacks too: then there is nothing to undo.
    const lacks = ({ value, places }: (typeof named)[number]) =>
      value === null && !places.some((place) => referenceMembers.has(place))
    if (named.every(lacks)) return
    const undone = await judged(withoutChangesAt(at as Place, recipe))
    expect(ruleIn(undone, id)?.outcome, 'without the change that the verdict names').not.toBe('broken')
  })
})

describe('the place of a rule', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))(
    '%s: a failing example breaks the rule there',
    async (id, rule) => {
      const places = await Promise.all(
        rule.examples.failing.map(async (recipe) => ruleIn(await judged(recipe), id)?.at),
      )
      expect(
        places.filter((place) => place !== undefined && isWithin(place, rule.at)),
        `${places}`,
      ).not.toEqual([])
    },
  )

  it('is the place in the verdict when the rule is not broken', async () => {
    const verdict = await judged({})
    expect(verdict.rules.map(({ id, at }) => [id, at])).toEqual(rules.map(({ id, at }) => [id, at]))
  })
})

describe('the exact place in the verdict', () => {
  const multiTenant = { tenancy: 'multi-tenant' } as const
  const number = 'practitioner_role.organization.identifier.value'
  const ecKey = { client: { keys: [{ key: 'ec' }] }, assertion: { key: 'ec', header: { alg: 'ES384' } } } as const

  it.each<[rule: string, Recipe, Place]>([
    ['fields-once', { form: { extra: ['a', 'b'] } }, 'form.extra'],
    ['no-client-secret', { form: { client_secret: 'a' } }, 'form.client_secret'],
    ['no-client-secret', { headers: [['Authorization', 'Basic ${basic}']] }, 'headers.authorization'],
    [
      'client-secret-matches',
      { client: { legacyAuth: true, clientSecret: 'other' }, headers: [['Authorization', 'Basic ${basic}']] },
      'headers.authorization',
    ],
    ['grant-type-allowed', { client: { grantTypes: ['authorization_code'] } }, 'client.grantTypes'],
    ['signature-verifies', { assertion: { badSignature: true } }, 'assertion.signature'],
    ['signature-verifies', { assertion: { header: { alg: 'ES256' } } }, 'assertion.header.alg'],
    ['signature-verifies', ecKey, 'assertion.header.alg'],
    ['signature-verifies', { assertion: { key: 'unregistered', header: { kid: 'other' } } }, 'assertion.header.kid'],
    ['nbf-before-exp', { assertion: { claims: { nbf: { $now: 11 } } } }, 'assertion.claims.nbf'],
    ['nbf-before-exp', { assertion: { claims: { exp: { $now: -1 } } } }, 'assertion.claims.exp'],
    ['proof-readable', { proof: { claims: { exp: 'soon' } } }, 'proof.claims.exp'],
    ['proof-lifetime-claims', { proof: { claims: { nbf: { $now: 60 } } } }, 'proof.claims.nbf'],
    ['proof-jwk-public', { proof: { header: { jwk: { $privateJwk: 'proof' } } } }, 'proof.header.jwk.d'],
    [
      'details-structure',
      { client: multiTenant, assertion: { claims: { assertion_details: [{ type: 'other' }] } } },
      'assertion.claims.assertion_details.0.type',
    ],
    [
      'organization-number-format',
      {
        client: multiTenant,
        assertion: { claims: { assertion_details: [sfmDetails('${uuid}'), multiTenantDetails('1')] } },
      },
      `assertion.claims.assertion_details.1.${number}`,
    ],
    [
      'organization-number-format',
      { client: multiTenant, assertion: { claims: { authorization_details: multiTenantDetails('1') } } },
      `assertion.claims.authorization_details.${number}`,
    ],
    [
      'sfm-multi-tenant',
      { client: { tenancy: 'single-tenant' }, assertion: { claims: { authorization_details: sfmDetails('${uuid}') } } },
      'assertion.claims.authorization_details',
    ],
  ])('of %s in %j is %s', async (id, recipe, place) => {
    expect(ruleIn(await judged(recipe), id)).toMatchObject({ outcome: 'broken', at: place })
  })
})

it('a kid that is not registered is named by the rule of the signature, with the registered ones', async () => {
  const keys = [{ key: 'registered' }, { key: 'second' }] as const
  const verdict = await judged({ client: { keys }, assertion: { key: 'unregistered', header: { kid: 'no-such-kid' } } })
  expect(ruleIn(verdict, 'signature-verifies')).toMatchObject({
    at: 'assertion.header.kid',
    expected: expect.stringMatching(
      `a registered key: ${JSON.stringify(keyRing.registered.kid)} or ${JSON.stringify(keyRing.second.kid)}$`,
    ),
    seen: expect.stringMatching(/^the kid "no-such-kid", which is not registered, and/),
  })
})

describe('a request that was made for another environment', () => {
  const advice = 'Made for prod, sent to test: is the metadata of both cached under one key? Otherwise: '

  it.each<[string, Recipe]>([
    ['aud-is-issuer', { assertion: { claims: { aud: '${otherIssuer}' } } }],
    ['aud-is-issuer', { assertion: { claims: { aud: 'https://helseid-sts.nhn.no' } } }],
    ['proof-htu', { proof: { claims: { htu: '${otherIssuer}/connect/token' } } }],
    ['proof-htu', { proof: { claims: { htu: 'https://helseid-sts.nhn.no/connect/token' } } }],
  ])('%s says so, and asks about the cached metadata: %j', async (id, recipe) => {
    expect(ruleIn(await judged(recipe), id)).toMatchObject({
      outcome: 'broken',
      fix: expect.stringMatching(/^Made for/),
    })
    expect(String((ruleIn(await judged(recipe), id) as { fix: string }).fix)).toContain(advice)
  })

  it('is not suspected for any other address', async () => {
    const recipe = { assertion: { claims: { aud: 'https://a.example' } } }
    expect(ruleIn(await judged(recipe), 'aud-is-issuer')).toMatchObject({ fix: expect.not.stringMatching(/Made for/) })
  })
})
