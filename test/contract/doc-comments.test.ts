/** Runs the examples in the doc comments of helseid-contract as they are written there. */
import {
  audienceOf,
  canonicalKey,
  discoveryDocument,
  environments,
  helseIdJson,
  multiTenantDetails,
  requireSts,
} from 'helseid-contract'
import { cases, endpointCases } from 'helseid-contract/cases'
import {
  compose,
  endpointRules,
  type Facts,
  judge,
  legendFor,
  perform,
  profiles,
  type Recipe,
  rules,
  signJws,
  sourceOf,
} from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { caseContext, start } from '../mock-sts/endpoints/case-harness.ts'

const moment = { now: start, nonce: undefined, previous: undefined }

// biome-ignore format: an example and its result are on one line, as in the doc comment
const results = {
  'a case by its id': () => cases.find(({ id }) => id === 'A34')?.today // { error: 'invalid_client' }
    ,
  'a case of an endpoint by its id': () => endpointCases.find(({ id }) => id === 'I23')?.today // { status: 400, error: 'missing_token' }
    ,
  'the answer of a rule at another endpoint': () => endpointRules.introspection.find(({ id }) => id === 'aud-is-issuer')?.answer.error // 401
    ,
  'the metadata of an issuer': () => discoveryDocument('https://helseid-sts.test.nhn.no').token_endpoint // https://helseid-sts.test.nhn.no/connect/token
    ,
  'JSON in HelseID’s spelling': () => helseIdJson({ typ: 'at+jwt' }) // {"typ":"at\u002Bjwt"}
    ,
  'an environment': () => environments.test1.issuer // https://helseid-sts.test.nhn.no
    ,
  'the STS of an environment': () => requireSts('TEST2') // test
    ,
  'the canonical form of a key': () => canonicalKey({ kty: 'RSA', e: 'AAEAAQ==', n: 'AAEC' }).publicJwk // { e: 'AQAB', kty: 'RSA', n: 'AQI' }
    ,
  'a JWS without a signature': () => signJws({ alg: 'none' }, { iss: 'me' }, {}, 'none') // eyJhbGciOiJub25lIn0.eyJpc3MiOiJtZSJ9.
    ,
  'the audience of a scope': () => audienceOf('nhn:msh/api') // nhn:msh
    ,
  'the link of a source': () => sourceOf('RFC 9449 8').url // https://www.rfc-editor.org/rfc/rfc9449#section-8
    ,
  'the legend of a source': () => legendFor(['RFC 9449 8']) // ['RFC: an RFC of the IETF, with its section, https://www.rfc-editor.org']
    ,
}

describe('the doc comments of helseid-contract', () => {
  it('are right about the result for each expression', () => {
    expect(Object.fromEntries(Object.entries(results).map(([name, run]) => [name, run()]))).toEqual({
      'a case by its id': { error: 'invalid_client' },
      'a case of an endpoint by its id': { status: 400, error: 'missing_token' },
      'the answer of a rule at another endpoint': '401',
      'the metadata of an issuer': 'https://helseid-sts.test.nhn.no/connect/token',
      'JSON in HelseID’s spelling': String.raw`{"typ":"at\u002Bjwt"}`,
      'an environment': 'https://helseid-sts.test.nhn.no',
      'the STS of an environment': 'test',
      'the canonical form of a key': { e: 'AQAB', kty: 'RSA', n: 'AQI' },
      'a JWS without a signature': 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJtZSJ9.',
      'the audience of a scope': 'nhn:msh',
      'the link of a source': 'https://www.rfc-editor.org/rfc/rfc9449#section-8',
      'the legend of a source': ['RFC: an RFC of the IETF, with its section, https://www.rfc-editor.org'],
    })
  })

  it('are right about reading a rule', () => {
    const rule = rules.find(({ id }) => id === 'aud-is-issuer')
    expect(rule?.requires).toBe('The assertion’s `aud` is the issuer')
    expect(rule?.answer).toEqual({ to: 'body', error: 'invalid_client' })
  })

  it('are right about composing a request', () => {
    const context = caseContext(createHelseIdMock(), {})
    const { headers, body } = compose({ assertion: { claims: { exp: { $now: 60 } } } }, context, moment)
    expect(headers.map(([name]) => name)).toEqual(['Content-Type', 'DPoP'])
    expect(new URLSearchParams(body).get('client_id')).toBe(context.clientId)
  })

  it('are right about performing a recipe', async () => {
    const context = caseContext(createHelseIdMock({ now: () => start * 1000 }), {})
    const last = (await perform({ assertion: { header: { typ: 'JWT' } } }, context)).at(-1)
    expect(last?.status).toBe(400)
    expect(JSON.parse(last?.body ?? '')).toEqual({ error: 'invalid_client' })
  })

  it('are right about judging facts', () => {
    const facts: Facts = {
      now: start,
      twinNow: start,
      sts: { name: 'test', issuer: '', tokenEndpoint: '', otherIssuers: [] },
      request: { method: 'GET', bodyBytes: 0 },
      credential: { kind: 'none' },
      proof: { headers: [], nonce: 'missing' },
    }
    const { accepted, answer } = judge(facts, rules, profiles.today)
    expect(accepted).toBe(false)
    expect(answer).toEqual({ error: 'invalid_request', rule: 'method-post' })
  })

  it('are right about recipes and the details of an organisation', () => {
    const oldTyp: Recipe = { assertion: { header: { typ: 'JWT' } } }
    const late: Recipe = { assertion: { claims: { exp: { $now: -600 } } } }
    const claims = { assertion_details: multiTenantDetails('994598759', '983658725') }
    expect(Object.keys({ ...oldTyp, ...late })).toEqual(['assertion'])
    expect(JSON.stringify(claims)).toContain('NO:ORGNR:994598759:983658725')
  })
})
