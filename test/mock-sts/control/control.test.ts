/** Where a verdict appears (header link, journal, log line, response), and who may read it. */
import { inspect } from 'node:util'
import { publicJwk, type Recipe, rules } from 'helseid-contract/rules'
import { createHelseIdMock, type JournalEntry, type LogEvent, type MockOptions } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { verdictText } from '../../../mock-sts/verdict/verdict-text.ts'
import { caseContext, exchangeWith, send, start } from '../endpoints/case-harness.ts'

const badAud: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } } }

/** A twin with the reference client, and the response to one request of that client. */
async function exchange(recipe: Recipe, options: MockOptions = {}) {
  const events: LogEvent[] = []
  const clock = { now: start }
  const twin = createHelseIdMock({ now: () => clock.now * 1000, log: (event) => events.push(event), ...options })
  const context = caseContext(twin, {})
  await twin.registerClient({
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('registered'))] },
    scopes: [context.scope],
  })
  const answer = await exchangeWith(recipe, context)
  const get = (url: string, headers: Record<string, string> = {}) => twin.handle(new Request(url, { headers }))
  return { twin, answer, events, clock, get, link: answer.headers.get('x-helseid-mock-verdict') }
}

describe('at HelseID’s real hostname, a twin without a port', () => {
  const why = ({ answer }: Awaited<ReturnType<typeof exchange>>) => answer.headers.get('x-helseid-mock-why')

  it('says in a header which rule was broken and how to fix it, because its link leads to HelseID', async () => {
    expect(why(await exchange(badAud))).toMatch(
      /^aud-is-issuer: expected https:.*, seen 'https:.*\/connect\/token'\..* Set `aud` /,
    )
    expect(why(await exchange({ assertion: { claims: { aud: '${tokenEndpoint}', jti: null } } }))).toMatch(
      / \(and 1 more: jti-present\)$/,
    )
  })

  it('says which scenario acted', async () => {
    expect(why(await exchange({}, { scenario: 'server-error' }))).toBe('scenario server-error')
  })

  it('says nothing about a good request, nor anything without a control plane', async () => {
    expect(why(await exchange({}))).toBeNull()
    expect(why(await exchange(badAud, { control: false }))).toBeNull()
  })

  it('leaves it to the link at any other address', async () => {
    const twin = createHelseIdMock()
    const { headers } = await twin.handle(new Request('http://localhost:8080/test/connect/token', { method: 'POST' }))
    expect(headers.get('x-helseid-mock-verdict')).toMatch(/^http:\/\/localhost:8080\/_mock\/requests\//)
    expect(headers.get('x-helseid-mock-why')).toBeNull()
  })
})

describe('the verdict of a token request', () => {
  it.each([
    ['accepted', {}, 'accepted'],
    ['refused', badAud, 'refused'],
  ])('is %s both behind the link in the header and in the journal', async (_, recipe, outcome) => {
    const { twin, get, link } = await exchange(recipe as Recipe)
    const entry = (await (await get(String(link))).json()) as { verdict: { outcome: string; rules: unknown[] } }
    expect(entry.verdict.outcome).toBe(outcome)
    expect(entry.verdict.rules).toHaveLength(rules.length)
    expect(entry.verdict).toMatchObject({ ...twin.requests.at(-1)?.verdict })
  })

  it('is printed as text by console.log, alone and in its journal entry, and stays a plain object in JSON', async () => {
    const { twin } = await exchange(badAud)
    const { verdict } = twin.requests.at(-1) ?? {}
    if (verdict === undefined) throw new Error('the request was not judged')
    const printed = inspect(verdict)
    expect(printed).toMatch(/^REFUSED: 400 invalid_client, decided by aud-is-issuer\n/)
    expect(printed).toBe(verdictText(verdict))
    expect(printed.split('\n').length).toBeLessThan(20)
    expect(inspect(twin.requests.at(-1))).toContain(`verdict: REFUSED: 400 invalid_client`)
    expect(Object.getOwnPropertyNames(verdict)).toEqual(Object.keys(JSON.parse(JSON.stringify(verdict))))
    expect(structuredClone(verdict)).toEqual(verdict)
  })

  it('names the checked member for every rule, and the offending member and its correct value for a broken rule', async () => {
    const { get, link } = await exchange({ assertion: { claims: { aud: '${tokenEndpoint}', jti: null } } })
    const { verdict } = (await (await get(String(link))).json()) as JournalEntry
    const found = (id: string) => verdict?.rules.find((rule) => rule.id === id)
    expect(verdict?.rules.filter(({ at }) => typeof at !== 'string')).toEqual([])
    expect(found('aud-is-issuer')).toMatchObject({
      outcome: 'broken',
      at: 'assertion.claims.aud',
      value: 'https://helseid-sts.test.nhn.no',
    })
    expect(found('jti-present')).toMatchObject({ outcome: 'broken', at: 'assertion.claims.jti' })
    expect(found('jti-present')).not.toHaveProperty('value')
    expect(found('proof-htu')).toMatchObject({ outcome: 'passed', at: 'proof.claims.htu' })
    expect(found('proof-htu')).not.toHaveProperty('value')
  })

  it('is logged in one line with the client, the response, the deciding rule and the fix', async () => {
    const { events, twin } = await exchange(badAud)
    const { message = '', ...event } = events.at(-1) ?? {}
    expect({ ...event, message: message.replace(String(twin.requests.at(-1)?.id), 'ID') }).toMatchObject({
      level: 'warn',
      message:
        'token test example-client 400 | invalid_client | aud-is-issuer: expected https://helseid-sts.test.nhn.no, ' +
        'seen "https://helseid-sts.test.nhn.no/connect/token". HelseID no longer accepts the token endpoint as audience. ' +
        'Set `aud` to "https://helseid-sts.test.nhn.no" | verdict ID',
      fields: { event: 'token', sts: 'test', clientId: 'example-client', status: 400, error: 'invalid_client' },
    })
  })

  it('is logged once, in one short line, for a multi-tenant client without an organisation', async () => {
    const { events, twin } = await exchange({})
    let serial = 0
    const uuid = () => `00000000-0000-4000-9000-${String(++serial).padStart(12, '0')}`
    const context = caseContext(twin, { clientId: 'many', uuid })
    const registration = { jwks: { keys: [publicJwk(context.key('registered'))] }, scopes: [context.scope] }
    await twin.registerClient({ ...registration, clientId: 'many', tenancy: 'multi-tenant' })
    const lines = async () => {
      events.splice(0)
      for (const _ of [1, 2]) await exchangeWith({}, context)
      return events.map(({ level, message }) => [level, message.replace(/verdict [\w-]+$/, 'verdict ID')])
    }
    const challenge = 'token test many 400 | use_dpop_nonce, expected on a first request'
    const quiet = ['info', 'token test many 200']
    const first = ['info', challenge]
    expect(await lines()).toEqual([
      first,
      [
        'warn',
        'token test many 200 | organization-present: expected the number of the organisation that the client represents, seen no organisation structure, so the token has no orgnr_parent. Add `assertion_details` to the client assertion, as one object or in an array, as the verdict shows | verdict ID',
      ],
      first,
      quiet,
    ])
    await twin.reset()
    await twin.registerClient({ ...registration, clientId: 'many', tenancy: 'multi-tenant' })
    expect((await lines()).map(([level]) => level)).toEqual(['info', 'warn', 'info', 'info'])
  })

  it('is not logged as a warning for the first request of a client, which has no nonce yet', async () => {
    const { events } = await exchange({})
    expect(events[0]).toMatchObject({
      level: 'info',
      message: 'token test example-client 400 | use_dpop_nonce, expected on a first request',
    })
  })

  it('is logged without an error code when a scenario answers the first request with none', async () => {
    const { events } = await exchange({}, { scenario: 'server-error' })
    expect(events[0]?.message).toBe('token test example-client 500 | decided by scenario server-error')
  })

  it('is not called expected when a scenario refuses the first request with another error', async () => {
    const { events } = await exchange({}, { scenario: 'invalid-client' })
    expect(events[0]?.message).toBe(
      'token test example-client 400 | decided by scenario invalid-client | invalid_client',
    )
  })

  it('stays on one log line whatever the request contains', async () => {
    const { events } = await exchange({ form: { client_id: 'a\nFAKE token prod admin 200', client_assertion: null } })
    expect(events.at(-1)?.message).toMatch(/^token test a\\u000aFAKE token prod admin 200 400 \| invalid_client/)
  })

  it('keeps a private key in a proof out of the log and the journal', async () => {
    for (const jwk of [
      { kty: 'EC', d: 'hush-hush' },
      { kty: 'EC', crv: 'P-256', d: 'hush-hush' },
    ]) {
      const { events, twin, answer } = await exchange({ proof: { header: { jwk } } }, { explainInResponse: true })
      expect(JSON.parse(answer.body).error_description).toMatch(/^'jwk' value contains a private key\./)
      expect(JSON.stringify([events, twin.requests, answer.body])).not.toContain('hush-hush')
    }
  })

  it('is text for a program that prefers text, and JSON for any other', async () => {
    const { get, link } = await exchange(badAud)
    const shown = await get(String(link), { accept: 'text/plain' })
    expect(shown.headers.get('content-type')).toBe('text/plain; charset=UTF-8')
    expect(await shown.text()).toMatch(/^REFUSED: 400 invalid_client, decided by aud-is-issuer\n/)
    expect((await get(String(link), { accept: '*/*' })).headers.get('content-type')).toBe('application/json')
  })

  it('warns about what will be refused in future, for an accepted request', async () => {
    const { events } = await exchange({ assertion: { alg: 'RS256' } })
    expect(events.at(-1)).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/^token test example-client 200 \| alg-ps-or-es: /),
    })
  })

  it('is logged without tokens, assertions, proofs and secrets', async () => {
    const secret = { form: { client_secret: 'hush-hush', client_assertion: null } }
    for (const recipe of [{}, badAud, secret] as Recipe[]) {
      const { events, answer } = await exchange(recipe, { controlToken: 'control-secret' })
      const logged = JSON.stringify(events)
      const token = JSON.parse(answer.body).access_token
      for (const text of [answer.request.assertion, answer.request.proof, token, 'hush-hush', 'control-secret'])
        if (text) expect(logged).not.toContain(text)
    }
  })

  it('has a text form for terminals', async () => {
    const { verdict } = await send(badAud)
    expect(verdictText(verdict).split('\n')).toEqual([
      'REFUSED: 400 invalid_client, decided by aud-is-issuer',
      '',
      '✗ aud-is-issuer (refused): The assertion’s `aud` is the issuer',
      '    at        assertion.claims.aud',
      '    expected  https://helseid-sts.test.nhn.no',
      '    seen      "https://helseid-sts.test.nhn.no/connect/token"',
      '    fix       HelseID no longer accepts the token endpoint as audience. Set `aud` to "https://helseid-sts.test.nhn.no"',
      '    source    UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator (strict audience) (likely)',
      expect.stringMatching(/^ {4}link {6}https:\/\/utviklerportal\.nhn\.no\/.*\/bruk_av_client_assertion_enmd$/),
      '',
      expect.stringMatching(/^\d+ rules passed, 1 broken, \d+ not evaluated\.$/),
      '',
      'Sources',
      expect.stringMatching(/^ {4}UP: .*, https:\/\/utviklerportal\.nhn\.no$/),
      expect.stringMatching(/^ {4}Duende: Duende IdentityServer, .*, https:\/\//),
    ])
  })
})

describe('explainInResponse', () => {
  it('adds the reason to an error that has no description', async () => {
    const { answer } = await exchange(badAud, { explainInResponse: true })
    expect(JSON.parse(answer.body)).toEqual({
      error: 'invalid_client',
      error_description: expect.stringMatching(
        /^\[helseid-mock aud-is-issuer\] expected https:[\x20\x21\x23-\x5b\x5d-\x7e]* Set `aud` to /,
      ),
    })
  })

  it('appends the reason to HelseID’s own description', async () => {
    const { answer } = await exchange({ proof: { claims: { htm: 'GET' } } }, { explainInResponse: true })
    expect(JSON.parse(answer.body).error_description).toMatch(/^Invalid 'htm' value\. \[helseid-mock proof-htm\] /)
  })
})

describe('access to the control plane', () => {
  const controlToken = 'a control token'.replaceAll(' ', '-')
  const guarded = { controlToken }

  it('requires the control token, or a link from the header for 15 minutes', async () => {
    const { get, link, clock } = await exchange(badAud, guarded)
    const origin = 'https://helseid-sts.test.nhn.no'
    const refused = await get(`${origin}/_mock/requests`)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('Authorization: Bearer <token>') })
    expect((await get(`${origin}/_mock/requests`, { authorization: `Bearer ${controlToken}` })).status).toBe(200)
    expect((await get(`${origin}/_mock/requests`, { authorization: 'Bearer another-token' })).status).toBe(401)
    expect((await get(String(link))).status).toBe(200)
    expect((await get(String(link).replace(/\/requests\/[^?]+/, '/requests'))).status).toBe(401)
    expect((await get(`${link}x`)).status).toBe(401)
    clock.now += 15 * 60 + 1
    expect((await get(String(link))).status).toBe(401)
  })

  it('opens the flow of the request with the key of its link, for reading, and no other flow', async () => {
    const { twin, get, link } = await exchange(badAud, guarded)
    const { origin, search, pathname } = new URL(String(link))
    const [challenge, refused] = twin.requests
    expect([challenge?.flow, pathname]).toEqual([refused?.flow, `/_mock/requests/${refused?.id}`])
    const status = async (path: string) => (await get(`${origin}/_mock/${path}${search}`)).status
    await get(`${origin}/.well-known/openid-configuration`)
    const [other] = twin.requestsTo('metadata')
    expect(await status(`flows/${refused?.flow}`)).toBe(200)
    expect(await status(`requests/${challenge?.id}`)).toBe(200)
    expect(await status(`requests/${refused?.id}/raw`)).toBe(200)
    for (const path of [`requests/${other?.id}`, `flows/${other?.id}`, 'flows', 'requests', 'events', 'overview'])
      expect([path, await status(path)]).toEqual([path, 401])
    const remove = new Request(`${origin}/_mock/requests/${refused?.id}${search}`, { method: 'DELETE' })
    expect((await twin.handle(remove)).status).toBe(401)
  })

  it('counts the 15 minutes of a link by real time, wherever a test moves the twin’s clock', async () => {
    const { twin, get, link, clock } = await exchange(badAud, guarded)
    twin.clock.advance({ hours: 1 })
    expect((await get(String(link))).status).toBe(200)
    twin.clock.freeze()
    clock.now += 15 * 60 + 1
    expect((await get(String(link))).status).toBe(401)
  })

  it('does not put the control token into the link’s key', async () => {
    const { link } = await exchange(badAud, guarded)
    expect(link).toMatch(/\?key=\w+\.[\w-]{43}$/)
    expect(link).not.toContain(controlToken)
  })

  it('has no header and no route when the control plane is turned off', async () => {
    const { get, link } = await exchange(badAud, { control: false })
    expect(link).toBeNull()
    expect((await get('https://helseid-sts.test.nhn.no/_mock/requests')).status).toBe(404)
  })

  it('never returns a client secret', async () => {
    const { twin, get } = await exchange({})
    await twin.registerClient({ clientId: 'old', scopes: [], legacyAuth: true, clientSecret: 'hush-hush' })
    const shown = await (await get('https://helseid-sts.test.nhn.no/_mock/clients/old')).text()
    expect(JSON.parse(shown)).toMatchObject({ clientId: 'old' })
    expect(shown).not.toContain('hush-hush')
  })
})
