/** The examples of each rule of revocation and introspection, sent to a twin, and what a revoked or ended token can still do. */
import { endpointProfiles, endpointRules, judgedEndpoints, ownEndpointRules } from 'helseid-contract/rules'
import type { HelseIdMock, Verdict } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { requireScenario } from '../../../mock-sts/scenarios/index.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { rowOf } from '../scenarios/seen/index.ts'
import { ask } from './endpoint-harness.ts'

const outcomeOf = ({ rules }: Verdict, id: string) => rules.find((rule) => rule.id === id)?.outcome
const examples = (kind: 'passing' | 'failing') =>
  ownEndpointRules.flatMap(([endpoint, rule]) =>
    rule.examples[kind].map((recipe, index) => [`${rule.id} ${index + 1}`, endpoint, rule, recipe] as const),
  )

it.each(examples('passing'))('keeps its rule: passing example %s', async (_, endpoint, rule, recipe) => {
  expect(outcomeOf((await ask(endpoint, recipe)).verdict, rule.id)).toBe('passed')
})

describe('a failing example', () => {
  it.each(examples('failing'))('%s breaks its rule, which says what to do', async (_, endpoint, rule, recipe) => {
    const { verdict } = await ask(endpoint, recipe, { profile: 'next' })
    const result = verdict.rules.find(({ id }) => id === rule.id)
    expect(result).toMatchObject({ outcome: 'broken', expected: expect.any(String), seen: expect.any(String) })
    expect(result?.fix?.length).toBeGreaterThan(10)
    const first = verdict.rules.find(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
    expect(verdict.answer?.rule).toBe(first?.id)
  })

  it.each(examples('failing').filter(([, , { id }]) => endpointProfiles.today[id] === 'reject'))(
    '%s does not decide the answer when its rule is switched off',
    async (_, endpoint, { id }, recipe) => {
      const { verdict } = await ask(endpoint, recipe, { severity: { [id]: 'off' } })
      expect(verdict.answer?.rule).not.toBe(id)
    },
  )
})

it('calls a token active for 300 s after its end when introspected-token-current only warns', async () => {
  const severity = { 'introspected-token-current': 'warn' } as const
  const { body, verdict } = await ask('introspection', { wait: 601 }, { severity })
  expect(JSON.parse(body)).toMatchObject({ active: true })
  expect(verdict.rules.find(({ id }) => id === 'introspected-token-current')?.seen).toMatch(/, 1 s ago$/)
})

it('answers with JSON as of February 2025, before Duende had the JWT response', async () => {
  const headers = [['Accept', 'application/token-introspection+jwt']] as const
  const { body, headers: sent } = await ask('introspection', { headers }, { metadata: '2025-02' })
  expect([sent.get('content-type'), JSON.parse(body).active]).toEqual(['application/json; charset=UTF-8', true])
})

it.each(judgedEndpoints)(
  'says in error_description why %s refuses a request, if the setting is on',
  async (endpoint) => {
    const { status, body } = await ask(endpoint, { form: { token: null } }, { explainInResponse: true })
    expect(status).toBe(400)
    const reason = `[helseid-mock token-present-${endpoint}] expected the field \`token\`, seen none, or a blank one. `
    expect(JSON.parse(body).error_description).toBe(`${reason}Send the access token in the form field \`token\``)
  },
)

it('a revoked access token stays active, and the verdict says why', async () => {
  const { twin, token, verdict } = await ask('revocation')
  expect(verdict.rules.find(({ id }) => id === 'revocation-has-effect')).toMatchObject({
    seen: 'a JWT, which is self-contained: no one asks HelseID about it, so it stays valid until its `exp`',
  })
  const hello = await twin.handle(
    new Request('http://localhost:8080/nhn-api/test/hello', { headers: { Authorization: `DPoP ${token}` } }),
  )
  // The API misses the proof, not a valid token.
  expect(hello.headers.get('www-authenticate')).toContain('invalid_dpop_proof')
})

it('names the scenario token-ended in the journal when the control plane has ended a token', async () => {
  const { twin, status, body } = await ask('introspection', { form: { token: '${endedToken}' } })
  rowOf(requireScenario('token-ended')).sees({ status, body, headers: {} })
  expect(twin.requestsTo('introspection').at(-1)).toMatchObject({ status: 200, scenario: 'token-ended' })
})

it('warns the sender of a private key to replace it, at both endpoints', async () => {
  const extra = JSON.stringify(keyRing.ec)
  for (const endpoint of judgedEndpoints) {
    const { verdict } = await ask(endpoint, { form: { extra } })
    expect(verdict.rules.find(({ id }) => id === 'private-key-sent')).toMatchObject({
      outcome: 'broken',
      severity: 'warn',
    })
  }
})

it('a rule answers `inactive` where introspection answers `{"active":false}`', () => {
  const rule = endpointRules.introspection.find(({ id }) => id === 'introspected-token-own')
  expect(rule?.answer).toEqual({ to: 'body', error: 'inactive' })
})

describe('the control plane', () => {
  const json = async (response: Response) => (await response.json()) as Record<string, unknown>
  const call = (twin: HelseIdMock, path: string, method = 'GET') =>
    twin.handle(new Request(`http://localhost:8080/_mock/${path}`, { method }))

  it('lists the tokens that were issued and have not expired, and those of one client', async () => {
    const { twin, token } = await ask('introspection', { otherClient: {}, form: { token: '${otherClientToken}' } })
    const listed = async (query = '') => (await json(await call(twin, `tokens${query}`))).tokens as object[]
    const { jti, scope, exp, iat, cnf } = decodeJwt<{ scope: string[]; cnf: { jkt: string } }>(token)
    const own = {
      jti,
      clientId: 'example-client',
      scope: scope.join(' '),
      tokenType: 'DPoP',
      jkt: cnf.jkt,
      issuedAt: iat,
      expiresAt: exp,
      ended: false,
    }
    expect(await listed('?clientId=example-client')).toEqual([own])
    expect(await listed()).toHaveLength(2)
    expect(await listed('?sts=prod')).toEqual([])
    expect((await call(twin, `tokens/${jti}`, 'DELETE')).status).toBe(204)
    expect(await listed('?clientId=example-client')).toEqual([{ ...own, ended: true }])
    await call(twin, 'reset', 'POST')
    expect(await listed()).toEqual([])
  })

  it('says which token it does not know', async () => {
    const { twin } = await ask('introspection')
    const response = await call(twin, 'tokens/NONE', 'DELETE')
    expect([response.status, (await json(response)).detail]).toEqual([
      404,
      'This twin has issued no valid token with the jti "NONE": GET /_mock/tokens lists those that it has.',
    ])
  })
})
