/** `explain`: the same verdict as the twin's, from a text alone: a JWT, a curl line, an HTTP request, a HAR entry. */
import { cases } from 'helseid-contract/cases'
import { type ComposedRequest, publicJwk, type Recipe, registrationOf, rules, toCurl } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { explain } from '../../mock-sts/explain.ts'
import { type Outcome, send, start } from './case-harness.ts'

/** What only the STS that answered can know: rules, examples and cases. */
const beyondTheText: Readonly<Record<string, readonly string[]>> = {
  'which nonces it gave': ['nonce-valid', 'C31', 'C32', 'C516', 'C519'],
  'which assertions and proofs it has seen': ['jti-once', 'proof-once', 'C37', 'C62', 'C520'],
  'which clients it has': ['client-known', 'A43'],
  'which APIs it has': ['api-dpop', 'scope-known 1', 'scope-known 2', 'B07', 'B48', 'B66', 'B513'],
}
const exempt = new Set(Object.values(beyondTheText).flat())

const httpText = ({ method, url, headers, body }: ComposedRequest) =>
  [`${method} ${url} HTTP/1.1`, ...headers.map((field) => field.join(': ')), '', body].join('\r\n')
const harEntry = ({ method, url, headers, body }: ComposedRequest) =>
  JSON.stringify({
    request: { method, url, headers: headers.map(([name, value]) => ({ name, value })), postData: { text: body } },
  })
const forms = [
  ['curl line', toCurl],
  ['HTTP text', httpText],
  ['HAR entry', harEntry],
] as const

/** As a user would: the text, and the registration of the client that it names. */
function explained(recipe: Recipe, { answer, context }: Outcome, text = httpText(answer.request)) {
  const at = start + (recipe.wait ?? 0)
  const named = explain(text).clientId === context.otherClientId && recipe.otherClient
  const client = named
    ? registrationOf(named, context.otherClientId, context)
    : registrationOf(recipe.client ?? {}, context.clientId, context)
  return explain(text, { at, issuer: context.issuer, profile: 'next', client }).verdict
}

const broken = (verdict: Outcome['verdict']) =>
  verdict.rules.filter(({ outcome }) => outcome === 'broken').map(({ id }) => id)

describe('the failing examples of each rule, as HTTP text', () => {
  const examples = rules.flatMap((rule) =>
    rule.examples.failing.map((recipe, index) => [`${rule.id} ${index + 1}`, rule, recipe] as const),
  )
  it.each(examples.filter(([name, { id }]) => !exempt.has(id) && !exempt.has(name)))(
    '%s',
    async (_, { id }, recipe) => {
      expect(broken(explained(recipe, await send(recipe, { profile: 'next' })))).toContain(id)
    },
  )
})

describe('the failing cases: the rule that answers is the one the twin answers by', () => {
  const failing = cases.filter(({ id, today }) => 'error' in today && !exempt.has(id))
  it.each(failing.map((row) => [row.id, row.title, row] as const))('%s %s', async (_id, _title, row) => {
    for (const recipe of row.requests as Recipe[]) {
      const outcome = await send(recipe, { profile: 'next' })
      const rule = outcome.verdict.answer?.rule
      expect(explained(recipe, outcome).answer?.rule).toBe(rule)
    }
  })
})

describe('every form of a request', () => {
  it.each(forms)('%s', async (_, toText) => {
    const recipe: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } }, proof: { claims: { htm: 'GET' } } }
    const outcome = await send(recipe, { profile: 'next' })
    const verdict = explained(recipe, outcome, toText(outcome.answer.request))
    expect(broken(verdict)).toEqual(['aud-is-issuer', 'proof-htm'])
    expect(verdict.answer).toEqual({ error: 'invalid_client', rule: 'aud-is-issuer' })
  })

  it('a curl line with the flags that people use', () => {
    const line = `curl --request POST 'https://helseid-sts.test.nhn.no/connect/token' -u 'me:secret' \\
      -d grant_type=client_credentials --data-urlencode 'scope=nhn:msh/api nhn:msh/other'`
    const { what, issuer, verdict } = explain(line)
    expect([what, issuer]).toEqual(['token request', 'https://helseid-sts.test.nhn.no'])
    expect(verdict.answer?.rule).toBe('no-client-secret')
  })

  it('a whole HAR: its first token request', async () => {
    const { answer, context } = await send({ form: { grant_type: 'password' } })
    const entry = JSON.parse(harEntry(answer.request))
    const har = { log: { entries: [{ request: { method: 'GET', url: 'https://a.example/' } }, entry] } }
    expect(broken(explained({}, { answer, context } as Outcome, JSON.stringify(har)))).toEqual(['grant-type-allowed'])
  })
})

describe('one JWT', () => {
  it('an assertion, judged at its own iat, its signature left aside', async () => {
    const { answer } = await send({ assertion: { claims: { exp: { $now: 60 } }, header: { typ: 'JWT' } } })
    const { what, at, verdict } = explain(answer.request.assertion)
    expect([what, at]).toEqual(['client assertion', start])
    expect(broken(verdict)).toEqual(['typ-client-authentication', 'lifetime-10s'])
    expect(verdict.rules.find(({ id }) => id === 'signature-verifies')).toMatchObject({
      outcome: 'not evaluated',
      because: 'no key was given: use --jwk, --client or --twin',
    })
    expect(verdict.rules.map(({ id }) => id)).not.toContain('proof-present')
  })

  it('an assertion judged later has expired', async () => {
    const { answer } = await send({})
    const { verdict } = explain(answer.request.assertion, { at: start + 3600 })
    expect(verdict.answer?.rule).toBe('exp-not-passed-300s')
  })

  it('with a key, its signature is verified', async () => {
    const { answer, context } = await send({})
    const judged = (key: 'registered' | 'second') =>
      explain(answer.request.assertion, { keys: [publicJwk(context.key(key))] }).verdict
    expect(judged('registered').outcome).toBe('accepted')
    expect(judged('second').answer?.rule).toBe('signature-verifies')
  })

  it('a proof', async () => {
    const { answer } = await send({ proof: { claims: { htm: 'GET', htu: 'https://a.example' } } })
    const { what, verdict } = explain(answer.request.proof)
    expect(what).toBe('DPoP proof')
    expect(broken(verdict)).toEqual(['proof-htm', 'proof-htu'])
  })

  it.each([
    ['hello', /expected a JWT, a curl line, the text of an HTTP request .* or a HAR entry/],
    ['a.b.c', /this looks like a JWT, but/],
    ['{"log":', /this looks like a HAR entry, but is no JSON/],
    ['{"a":1}', /expected a HAR entry/],
  ])('%s is refused with what was expected', (text, message) => {
    expect(() => explain(text)).toThrow(SyntaxError)
    expect(() => explain(text)).toThrow(message)
  })

  it('an access token is told from what a client sends for one', async () => {
    const { answer } = await send({})
    expect(() => explain(JSON.parse(answer.body).access_token)).toThrow(/this is an access token/)
  })
})
