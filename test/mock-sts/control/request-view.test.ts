/** One request at the control plane: the whole answer, the decoded JWTs, what to send instead, and where each rule was read. */
import { execFileSync } from 'node:child_process'
import { publicJwk, type Recipe, rules } from 'helseid-contract/rules'
import { createHelseIdMock, type MockOptions } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { correctedOf } from '../../../mock-sts/control/corrected.ts'
import { caseContext, exchangeWith, start } from '../endpoints/case-harness.ts'

const badAud: Recipe = { assertion: { claims: { aud: '${tokenEndpoint}' } } }

interface Shown {
  readonly id: string
  readonly response: { status: number; headers: [string, string][]; body?: string }
  readonly decoded: Readonly<Record<string, { compact: string; header: object; claims: Record<string, unknown> }>>
  readonly corrected?: {
    changes: object[]
    byHand: string[]
    curl: string
    assertion: { claims: Record<string, unknown> }
  }
  readonly lastAccepted?: string
  readonly verdict: { rules: { id: string; sources: { text: string; address?: string }[] }[] }
}

async function twinWith(options: MockOptions = {}) {
  const twin = createHelseIdMock({ now: () => start * 1000, ...options })
  const context = caseContext(twin, {})
  await twin.registerClient({
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('registered'))] },
    scopes: [context.scope],
  })
  const read = async (path: string) =>
    (await twin.handle(new Request(`http://localhost:8080/_mock/requests/${path}`))).json()
  return {
    twin,
    context,
    send: async (recipe: Recipe) => {
      const answer = await exchangeWith(recipe, context)
      return { answer, shown: (await read(twin.requests.at(-1)?.id ?? '')) as Shown }
    },
  }
}

describe('a request at the control plane', () => {
  it('has the whole response with its token, and header, claims and text of each JWT', async () => {
    const { send } = await twinWith()
    const { answer, shown } = await send({})
    const body = JSON.parse(shown.response.body ?? '') as { access_token: string }
    expect(shown.response.body).toBe(answer.body)
    expect(shown.response.status).toBe(200)
    expect(Object.fromEntries(shown.response.headers)).toMatchObject({
      'Content-Type': 'application/json; charset=UTF-8',
      'Cache-Control': 'no-store, no-cache, max-age=0',
    })
    expect(shown.decoded.accessToken).toMatchObject({
      compact: body.access_token,
      claims: decodeJwt(body.access_token),
    })
    expect(shown.decoded.assertion?.claims).toMatchObject({ iss: 'example-client', sub: 'example-client' })
    expect(shown.decoded.proof?.claims).toMatchObject({ htm: 'POST' })
    expect(shown).not.toHaveProperty('corrected')
  })

  it('has the response of a scenario', async () => {
    const { twin, send } = await twinWith()
    await twin.use('bad-gateway')
    expect((await send({})).shown.response).toMatchObject({
      status: 502,
      body: expect.stringContaining('<h1>502 Bad Gateway</h1>'),
    })
  })

  it('that broke a rule has the right value, the corrected claims and a command for a shell', async () => {
    const { send, context } = await twinWith()
    const { corrected } = (await send({ assertion: { claims: { aud: '${tokenEndpoint}', jti: null } } })).shown
    expect(corrected).toMatchObject({
      changes: [{ rule: 'aud-is-issuer', at: 'assertion.claims.aud', value: context.issuer }],
      byHand: ['jti-present'],
      assertion: { claims: { aud: context.issuer } },
    })
    expect(corrected?.curl).toContain(`curl '${context.tokenEndpoint}'`)
    expect(corrected?.curl).toContain('--data-urlencode "client_assertion=$CLIENT_ASSERTION"')
    expect(corrected?.curl).toContain('-H "DPoP: $DPOP_PROOF"')
  })

  it('that was challenged needs no correction', async () => {
    const { send, twin } = await twinWith()
    await send({})
    const [challenge] = twin.requests
    const response = await twin.handle(new Request(`http://localhost:8080/_mock/requests/${challenge?.id}`))
    const shown = (await response.json()) as Shown
    expect(shown).toMatchObject({ error: 'use_dpop_nonce' })
    expect(shown).not.toHaveProperty('corrected')
  })

  it('that was refused names the last one of the same client that was accepted', async () => {
    const { send } = await twinWith()
    expect((await send(badAud)).shown).not.toHaveProperty('lastAccepted')
    const accepted = (await send({})).shown
    expect(accepted).not.toHaveProperty('lastAccepted')
    expect((await send(badAud)).shown.lastAccepted).toBe(accepted.id)
  })

  it('lists the sources of each rule one by one, with the address of each that can be opened', async () => {
    const { send } = await twinWith()
    const { verdict } = (await send({})).shown
    const expected = rules.map(({ id, source }) => [id, source.reference])
    expect(verdict.rules.map(({ id, sources }) => [id, sources.map(({ text }) => text).join('; ')])).toEqual(expected)
    const addresses = verdict.rules.flatMap(({ sources }) => sources.flatMap(({ address }) => address ?? []))
    expect(addresses.length).toBeGreaterThan(rules.length / 2)
    for (const address of addresses) expect(address).toMatch(/^https:\/\//)
  })

  it('of an API has the token that it presents', async () => {
    const { twin } = await twinWith()
    const { accessToken } = await twin.mint()
    const headers = { authorization: `DPoP ${accessToken}` }
    await twin.handle(new Request('http://localhost:8080/nhn-api/test/hello', { headers }))
    const [{ id = '' } = {}] = twin.requestsTo('api')
    const response = await twin.handle(new Request(`http://localhost:8080/_mock/requests/${id}`))
    expect(await response.json()).toMatchObject({
      decoded: { accessToken: { compact: accessToken, claims: decodeJwt(accessToken) } },
      response: { status: 401, body: expect.stringContaining('"error"') },
    })
  })
})

it('secrets and cookies in a response are not kept, and a body that is too long is left out', async () => {
  const { answered, answerWithoutSecrets } = await import('../../../mock-sts/journal/answered.ts')
  const { scrubber } = await import('../../../mock-sts/http/secrets.ts')
  const response = new Response('{"client_secret":"hush-hush"}', { headers: { 'set-cookie': 'sid=hush-hush' } })
  const kept = answerWithoutSecrets(await answered(response), scrubber)
  expect(JSON.stringify(kept)).not.toContain('hush-hush')
  expect(await response.text()).toContain('hush-hush')
  expect((await answered(new Response('x'.repeat(256 * 1024 + 1)))).body).toBeUndefined()
})

it('a command with the text of a request runs nothing in a shell', () => {
  const marker = "'; echo RAN; $(echo RAN) `echo RAN` \n echo RAN #"
  const { curl } = correctedOf(
    {
      method: 'POST',
      url: `http://localhost:8080/${marker}`,
      headers: [['Content-Type', marker]],
      body: String(new URLSearchParams({ scope: marker, [marker]: 'x' })),
      decoded: { assertion: { compact: 'x', header: { alg: marker }, claims: { [marker]: marker } } },
    },
    [{ id: 'scope-any', at: 'form.scope', value: marker }],
  )
  const script = `curl() { :; }\n${curl}`
  expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe('')
})

it('the right value of a member whose name has dots or is missing is put where the rule looks', () => {
  const claims = { 'helseid://claims/a.b': { x: 1 }, list: [{ type: 'a' }] }
  const decoded = { assertion: { compact: 'x', header: {}, claims } }
  const request = { method: 'POST', url: 'http://localhost/', headers: [], decoded }
  const { assertion } = correctedOf(request, [
    { id: 'one', at: 'assertion.claims.helseid://claims/a.b.x', value: 2 },
    { id: 'two', at: 'assertion.claims.list.0.type', value: 'b' },
    { id: 'three', at: 'assertion.claims.exp', value: 3 },
  ])
  expect(assertion?.claims).toEqual({ 'helseid://claims/a.b': { x: 2 }, list: [{ type: 'b' }], exp: 3 })
  expect(claims.list).toEqual([{ type: 'a' }])
})
