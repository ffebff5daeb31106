/** `POST /_mock/explain`: the verdict on a pasted text, with what the twin knows of its clients and keys. */
import { type ComposedRequest, publicJwk, type Recipe } from 'helseid-contract/rules'
import { createHelseIdMock, type LogEvent, type MockOptions } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { caseContext, exchangeWith, start } from '../endpoints/case-harness.ts'

const origin = 'http://localhost:8080'
const badAud: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } } }

interface Rule {
  readonly id: string
  readonly outcome: string
  readonly because?: string
  readonly severity: string
}

interface Explained {
  readonly explanations: readonly {
    readonly what: string
    readonly signature: string
    readonly clientId: string
    readonly issuer: string
    readonly at: number
    readonly notChecked: readonly { what: string; because: string }[]
    readonly verdict: { outcome: string; answer?: object; rules: readonly Rule[] }
    readonly decoded: Readonly<Record<string, { claims: Record<string, unknown> }>>
    readonly corrected?: { changes: object[] }
  }[]
  readonly notJudged: readonly object[]
}

const httpText = ({ method, url, headers, body }: ComposedRequest) =>
  [`${method} ${url} HTTP/1.1`, ...headers.map((field) => field.join(': ')), '', body].join('\r\n')

async function twinWith(options: MockOptions = {}) {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ now: () => start * 1000, log: (event) => events.push(event), ...options })
  const context = caseContext(twin, {})
  const registration = {
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('registered'))] },
    scopes: [context.scope],
  }
  const post = async (body: object, base = origin) =>
    twin.handle(
      new Request(`${base}/_mock/explain`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
  const explain = async (body: object, base?: string) => {
    const response = await post(body, base)
    expect(response.status).toBe(200)
    return (await response.json()) as Explained
  }
  return { twin, context, registration, events, post, explain }
}

const broken = (rules: readonly Rule[] = []) =>
  rules.filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off').map(({ id }) => id)

describe('explain at the control plane', () => {
  it('finds the rules that the twin finds, verifies with the registered key, and says what to change', async () => {
    const { twin, context, registration, explain } = await twinWith()
    await twin.registerClient(registration)
    const { request } = await exchangeWith(badAud, context)
    const { explanations } = await explain({ text: httpText(request) })
    expect(explanations).toMatchObject([
      {
        what: 'token request',
        signature: 'verified',
        clientId: context.clientId,
        at: start,
        verdict: { outcome: 'refused', answer: { error: 'invalid_client', rule: 'aud-is-issuer' } },
        decoded: { assertion: { claims: { aud: context.tokenEndpoint } }, proof: { claims: { htm: 'POST' } } },
        corrected: { changes: [{ rule: 'aud-is-issuer', at: 'assertion.claims.aud', value: context.issuer }] },
      },
    ])
    expect(broken(explanations[0]?.verdict.rules)).toEqual(broken(twin.requests.at(-1)?.verdict?.rules))
  })

  it('says which rules it could not evaluate and why, without the flags of the command line', async () => {
    const { context, explain } = await twinWith()
    const { request } = await exchangeWith({}, context)
    const { explanations } = await explain({ text: httpText(request) })
    const [{ verdict, notChecked, signature } = { verdict: { rules: [] }, notChecked: [], signature: '' }] =
      explanations
    expect(signature).toBe('not verified')
    expect(verdict.rules.find(({ id }) => id === 'signature-verifies')).toMatchObject({
      outcome: 'not evaluated',
      because: `the client "${context.clientId}" is not registered with this twin`,
    })
    expect(notChecked.map(({ what }) => what)).toContain('the registration of the client')
    expect(JSON.stringify(explanations)).not.toContain('use --')
  })

  it('judges by the registration of another client, at another time, with another profile and for another STS, if told to', async () => {
    const { twin, context, registration, explain } = await twinWith()
    await twin.registerClient({ ...registration, clientId: 'other' })
    const { request } = await exchangeWith({}, context)
    const text = httpText(request)
    const verdictOf = async (more: object) => (await explain({ text, ...more })).explanations[0]
    expect((await verdictOf({ clientId: 'other' }))?.signature).toBe('verified')
    const late = await verdictOf({ time: (start + 3600) * 1000 })
    expect([late?.at, broken(late?.verdict.rules)]).toEqual([start + 3600, expect.arrayContaining(['exp-not-passed'])])
    expect((await verdictOf({ time: new Date(start * 1000).toISOString() }))?.at).toBe(start)
    expect(await verdictOf({ sts: 'qa' })).toMatchObject({ issuer: `${origin}/qa` })
    const severities = async (profile: string) =>
      (await verdictOf({ profile }))?.verdict.rules.map(({ severity }) => severity)
    expect(await severities('lenient')).not.toEqual(await severities('next'))
  })

  it('verifies an access token with the keys of the STS that issued it', async () => {
    const { twin, explain } = await twinWith()
    const { accessToken } = await twin.mint()
    expect((await explain({ text: `Authorization: DPoP ${accessToken}` })).explanations).toMatchObject([
      { what: 'access token', signature: 'verified', decoded: { accessToken: { compact: accessToken } } },
    ])
  })

  it('knows the clients of a session within its path only', async () => {
    const { twin, context, registration, explain } = await twinWith()
    const session = await twin.createSession({ clients: [registration] })
    const { request } = await exchangeWith({}, context)
    const text = httpText(request)
    const signature = async (base: string) => (await explain({ text }, base)).explanations[0]?.signature
    expect([await signature(origin), await signature(`${origin}/s/${session.id}`)]).toEqual([
      'not verified',
      'verified',
    ])
  })

  it('keeps the text neither in the journal nor in the log, and withholds secrets in its answer', async () => {
    const { twin, post, events } = await twinWith()
    const form = `grant_type=client_credentials&client_id=needle&client_secret=hush-hush&key=${keyRing.ec.d}`
    const answer = await (await post({ text: `curl http://localhost:8080/test/connect/token -d '${form}'` })).text()
    expect(answer).toContain('needle')
    expect(answer).not.toContain('hush-hush')
    await post({ text: 'needle without anything to judge' })
    expect(JSON.stringify(events)).not.toContain('needle')
    expect([twin.requests, twin.requestsTo('other')]).toEqual([[], []])
  })

  it.each([
    ['a text without anything to judge', { text: 'hello' }, 422, '#/text', /expected a JWT, a curl command/],
    ['an invalid time', { text: 'x.y.z', time: '2027-13-45T00:00:00Z' }, 400, '#/time', /is not a time/],
    ['an unknown STS', { text: 'x.y.z', sts: 'tset' }, 400, '#/sts', /did you mean "test"/],
    ['an unknown member', { text: 'x.y.z', txet: 1 }, 400, '#/txet', /did you mean "text"/],
  ])('refuses %s with its place', async (_, body, status, pointer, detail) => {
    const { post } = await twinWith()
    const response = await post(body)
    const problem = (await response.json()) as { errors: { pointer: string; detail: string }[] }
    expect(response.status).toBe(status)
    expect(problem.errors).toContainEqual({ pointer, detail: expect.stringMatching(detail) })
  })

  it('refuses a body of more than 1 MiB', async () => {
    const { post } = await twinWith()
    expect((await post({ text: 'x'.repeat(1024 * 1024) })).status).toBe(413)
  })

  it('judges at most twenty JWTs of a text, and lists the others', async () => {
    const { twin, explain } = await twinWith()
    const tokens = []
    for (let count = 0; count < 25; count++) tokens.push((await twin.mint()).accessToken)
    const { explanations, notJudged } = await explain({ text: tokens.map((token) => `token: ${token}`).join('\n') })
    expect([explanations.length, notJudged.length]).toEqual([20, 5])
  })
})
