/** Verdicts for people: the header’s link, the journal, the log line, the reason in the response; and who may see them. */
import { publicJwk, type Recipe, rules } from 'helseid-contract/rules'
import { createHelseIdMock, type JournalEntry, type LogEvent, type MockOptions } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { verdictText } from '../../../mock-sts/verdict/verdict-text.ts'
import { caseContext, exchangeWith, send, start } from '../endpoints/case-harness.ts'

const badAud: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } } }

/** A twin with the reference client, and the answer to one request of it. */
async function asked(recipe: Recipe, options: MockOptions = {}) {
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

describe('the verdict of a token request', () => {
  it.each([
    ['accepted', {}, 'accepted'],
    ['refused', badAud, 'refused'],
  ])('%s: behind the link in the header, and in the journal', async (_, recipe, outcome) => {
    const { twin, get, link } = await asked(recipe as Recipe)
    const entry = (await (await get(String(link))).json()) as { verdict: { outcome: string; rules: unknown[] } }
    expect(entry.verdict.outcome).toBe(outcome)
    expect(entry.verdict.rules).toHaveLength(rules.length)
    expect(twin.requests.at(-1)?.verdict).toEqual(entry.verdict)
  })

  it('every rule says where it looks, a broken one where it offends, with the right value where there is one', async () => {
    const { get, link } = await asked({ assertion: { claims: { aud: '${tokenEndpoint}', jti: null } } })
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

  it('one log line says who asked, what was answered, which rule decided and how to fix it', async () => {
    const { events, twin } = await asked(badAud)
    const { message = '', ...event } = events.at(-1) ?? {}
    expect({ ...event, message: message.replace(String(twin.requests.at(-1)?.id), 'ID') }).toMatchObject({
      level: 'warn',
      message:
        'token test example-client 400 | invalid_client | aud-is-issuer: expected https://helseid-sts.test.nhn.no, ' +
        'seen "https://helseid-sts.test.nhn.no/connect/token". HelseID no longer takes the token endpoint as audience. ' +
        'Set `aud` to "https://helseid-sts.test.nhn.no" | verdict ID',
      fields: { event: 'token', sts: 'test', clientId: 'example-client', status: 400, error: 'invalid_client' },
    })
  })

  it('the first request of every client, which has no nonce yet, is nothing to warn of', async () => {
    const { events } = await asked({})
    expect(events[0]).toMatchObject({
      level: 'info',
      message: 'token test example-client 400 | use_dpop_nonce, expected on a first request',
    })
  })

  it('stays one line whatever the request says', async () => {
    const { events } = await asked({ form: { client_id: 'a\nFAKE token prod admin 200', client_assertion: null } })
    expect(events.at(-1)?.message).toMatch(/^token test a\\u000aFAKE token prod admin 200 400 \| invalid_client/)
  })

  it('a private key in a proof goes neither into the log nor into the journal', async () => {
    for (const jwk of [
      { kty: 'EC', d: 'hush-hush' },
      { kty: 'EC', crv: 'P-256', d: 'hush-hush' },
    ]) {
      const { events, twin, answer } = await asked({ proof: { header: { jwk } } }, { explainInResponse: true })
      expect(JSON.parse(answer.body).error_description).toMatch(/^'jwk' value contains a private key\./)
      expect(JSON.stringify([events, twin.requests, answer.body])).not.toContain('hush-hush')
    }
  })

  it('a browser is shown the text, a program the JSON', async () => {
    const { get, link } = await asked(badAud)
    const shown = await get(String(link), { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect(shown.headers.get('content-type')).toBe('text/plain; charset=UTF-8')
    expect(await shown.text()).toMatch(/^REFUSED: 400 invalid_client, decided by aud-is-issuer\n/)
    expect((await get(String(link), { accept: '*/*' })).headers.get('content-type')).toBe('application/json')
  })

  it('an accepted request with warnings says what will be refused', async () => {
    const { events } = await asked({ assertion: { alg: 'RS256' } })
    expect(events.at(-1)).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/^token test example-client 200 \| alg-ps-or-es: /),
    })
  })

  it('no token, assertion, proof or secret is in the log', async () => {
    const secret = { form: { client_secret: 'hush-hush', client_assertion: null } }
    for (const recipe of [{}, badAud, secret] as Recipe[]) {
      const { events, answer } = await asked(recipe, { controlToken: 'control-secret' })
      const logged = JSON.stringify(events)
      const token = JSON.parse(answer.body).access_token
      for (const text of [answer.request.assertion, answer.request.proof, token, 'hush-hush', 'control-secret'])
        if (text) expect(logged).not.toContain(text)
    }
  })

  it('as text for a terminal', async () => {
    const { verdict } = await send(badAud)
    expect(verdictText(verdict).split('\n')).toEqual([
      'REFUSED: 400 invalid_client, decided by aud-is-issuer',
      '',
      '✗ aud-is-issuer (refused): The assertion’s `aud` is the issuer',
      '    at        assertion.claims.aud',
      '    expected  https://helseid-sts.test.nhn.no',
      '    seen      "https://helseid-sts.test.nhn.no/connect/token"',
      '    fix      HelseID no longer takes the token endpoint as audience. Set `aud` to "https://helseid-sts.test.nhn.no"',
      '    source    UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator (strict audience) (likely)',
      '',
      expect.stringMatching(/^\d+ rules passed, 1 broken, \d+ not evaluated\.$/),
    ])
  })
})

describe('explainInResponse', () => {
  it('puts the reason where HelseID has none', async () => {
    const { answer } = await asked(badAud, { explainInResponse: true })
    expect(JSON.parse(answer.body)).toEqual({
      error: 'invalid_client',
      error_description: expect.stringMatching(
        /^\[helseid-mock aud-is-issuer\] expected https:[\x20\x21\x23-\x5b\x5d-\x7e]* Set `aud` to /,
      ),
    })
  })

  it('and after HelseID’s own description', async () => {
    const { answer } = await asked({ proof: { claims: { htm: 'GET' } } }, { explainInResponse: true })
    expect(JSON.parse(answer.body).error_description).toMatch(/^Invalid 'htm' value\. \[helseid-mock proof-htm\] /)
  })
})

describe('who may use the control plane', () => {
  const controlToken = 'a control token'.replaceAll(' ', '-')
  const guarded = { controlToken }

  it('with a control token: nobody without it, except by the link in the header for fifteen minutes', async () => {
    const { get, link, clock } = await asked(badAud, guarded)
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

  it('the link’s key does not hold the token', async () => {
    const { link } = await asked(badAud, guarded)
    expect(link).toMatch(/\?key=\w+\.[\w-]{43}$/)
    expect(link).not.toContain(controlToken)
  })

  it('without a control plane there is no header and no route', async () => {
    const { get, link } = await asked(badAud, { control: false })
    expect(link).toBeNull()
    expect((await get('https://helseid-sts.test.nhn.no/_mock/requests')).status).toBe(404)
  })

  it('a client secret is never shown', async () => {
    const { twin, get } = await asked({})
    await twin.registerClient({ clientId: 'old', scopes: [], legacyAuth: true, clientSecret: 'hush-hush' })
    const shown = await (await get('https://helseid-sts.test.nhn.no/_mock/clients/old')).text()
    expect(JSON.parse(shown)).toMatchObject({ clientId: 'old' })
    expect(shown).not.toContain('hush-hush')
  })
})
