/** Sessions: suites that run at once against one process, and do not see each other. */
import { createHelseIdClient } from 'helseid-client'
import { stsNames } from 'helseid-contract'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type StartedMockSts, type StartedSession, startMockSts } from 'helseid-mock'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSessions, maxSessions, sessionIdleTime } from '../../../mock-sts/context/sessions.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const scope = 'nhn:test-public-samplecode/client-credentials'
const key = keyRing.ec as Jwk
const registration = (clientId: string) => ({ clientId, jwks: { keys: [publicJwk(key)] }, scopes: [scope] })
let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, clients: [registration('configured')] })
})
afterAll(() => sts.close())

const clientOf = (session: Pick<StartedSession, 'issuer'>, clientId: string) =>
  createHelseIdClient({ issuer: session.issuer('test'), clientId, key, scopes: [scope] })

it('has issuers of its own, the configured clients, and an API that takes its tokens and no others', async () => {
  await using session = await sts.createSession()
  expect(session.issuer('test')).toBe(`${sts.origin}/s/${session.id}/test`)
  const client = clientOf(session, 'configured')
  const answer = await client.fetch(`${session.origin}/nhn-api/test/hello`)
  expect(answer.status).toBe(200)
  expect((await client.fetch(`${sts.origin}/nhn-api/test/hello`)).status).toBe(401)
  expect(session.requests.map(({ status, error }) => error ?? status).slice(0, 2)).toEqual(['use_dpop_nonce', 200])
})

it('forty suites at once, each with a client, a journal, a clock and a scenario of its own, do not see each other', async () => {
  const suites = Array.from({ length: 40 }, async (_, index) => {
    await using session = await sts.createSession()
    const clientId = `suite-${index}`
    await session.registerClient(registration(clientId))
    session.clock.advance({ minutes: index })
    const failing = index % 2 === 0
    if (failing) await session.use('server-error')
    const asked = clientOf(session, clientId).getToken()
    if (failing) await expect(asked).rejects.toMatchObject({ code: 'unavailable', status: 500 })
    else {
      const { accessToken } = await asked
      const { iat } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
      expect(Math.abs(iat - Date.now() / 1000 - index * 60)).toBeLessThan(10)
    }
    // Nobody else is in its journal, and nobody else knows its client.
    expect(new Set(session.requests.map((request) => request.clientId))).toEqual(new Set([clientId]))
    await expect(clientOf(sts, clientId).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
  })
  await Promise.all(suites)
})

it('who asks a session that there is none of is told so', async () => {
  const answer = await fetch(`${sts.origin}/s/forgotten/test/.well-known/openid-configuration`)
  expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
    404,
    expect.stringMatching(/no such session; it may have been forgotten/),
  ])
})

it('begins with what is configured, and with what it is given besides', async () => {
  await using session = await sts.createSession({ profile: 'next', clients: [registration('more')] })
  for (const clientId of ['configured', 'more'])
    expect((await clientOf(session, clientId).getToken()).tokenType).toBe('DPoP')
  const document = await (await fetch(`${session.issuer('test')}/.well-known/openid-configuration`)).json()
  expect(document).toMatchObject({ dpop_signing_alg_values_supported: expect.not.arrayContaining(['RS256']) })
  await expect(sts.createSession({ profile: 'strict' as never })).rejects.toThrow(/\/profile is "strict"/)
  await expect(session.createSession()).rejects.toThrow(/this is a session/)
})

it('its verdict links and its minted tokens are its own', async () => {
  await using session = await sts.createSession({ controlToken: 'a-control-token' })
  const response = await fetch(`${session.issuer('test')}/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'x' }),
  })
  const link = String(response.headers.get('x-helseid-mock-verdict'))
  expect(link).toContain(`/s/${session.id}/_mock/requests/`)
  expect((await fetch(link)).status).toBe(200)
  expect((await fetch(`${session.origin}/_mock/requests`)).status).toBe(401)
  expect((await session.mint()).claims.iss).toBe(session.issuer('test'))
})

describe('by the control plane', () => {
  const control = (method: string, path = '', body?: object) =>
    fetch(`${sts.origin}/_mock/sessions${path}`, { method, ...(body && { body: JSON.stringify(body) }) })

  it('made, listed, ended', async () => {
    const made = await control('POST', '', { clients: [registration('by-control')] })
    const { id, origin, issuers } = (await made.json()) as {
      id: string
      origin: string
      issuers: Record<string, string>
    }
    expect([made.status, origin, issuers.qa]).toEqual([201, `${sts.origin}/s/${id}`, `${sts.origin}/s/${id}/qa`])
    expect(((await (await control('GET')).json()) as { sessions: string[] }).sessions).toContain(id)
    expect((await fetch(`${issuers.test}/.well-known/openid-configuration`)).status).toBe(200)
    expect((await control('DELETE', `/${id}`)).status).toBe(204)
    expect((await fetch(`${issuers.test}/.well-known/openid-configuration`)).status).toBe(404)
    expect((await control('DELETE', `/${id}`)).status).toBe(404)
  })

  it('without a body it begins as configured; a bad one changes nothing', async () => {
    expect((await control('POST')).status).toBe(201)
    expect((await control('POST', '', { profil: 'next' })).status).toBe(400)
  })
})

it('is made in under ten milliseconds, two hundred of them in one process', async () => {
  const twin = createHelseIdMock({ clients: [registration('c')] })
  await twin.createSession()
  const times: number[] = []
  for (let made = 0; made < 200; made++) {
    const began = performance.now()
    await twin.createSession()
    times.push(performance.now() - began)
  }
  const median = times.sort((a, b) => a - b)[100] ?? 0
  console.log(`a session is made in ${median.toFixed(2)} ms (median of 200)`)
  expect(median).toBeLessThan(10)
})

it('is forgotten after ten idle minutes, and kept while it is used', () => {
  let now = 0
  const sessions = createSessions(() => now)
  const [used, idle] = [sessions.create(() => 'used'), sessions.create(() => 'idle')]
  now += sessionIdleTime - 1
  expect(sessions.find(used.id)?.id).toBe(used.id)
  now += 2
  expect(sessions.find(idle.id)).toBeUndefined()
  expect(sessions.all.map(({ twin }) => twin)).toEqual(['used'])
})

it('where there are too many, the one that was used least recently makes room', () => {
  let now = 0
  const sessions = createSessions(() => now++)
  const [first, second] = [sessions.create(() => 1), sessions.create(() => 2)]
  for (let index = 3; index <= maxSessions; index++) sessions.create(() => index)
  sessions.find(first.id)
  sessions.create(() => 0)
  expect([sessions.all.length, sessions.find(first.id)?.twin, sessions.find(second.id)]).toEqual([
    maxSessions,
    1,
    undefined,
  ])
})

describe('keys', () => {
  const kidOf = async (issuer: string) => {
    const { keys } = (await (await fetch(`${issuer}/.well-known/openid-configuration/jwks`)).json()) as {
      keys: { kid: string }[]
    }
    return keys.map(({ kid }) => kid)
  }

  it('are its own: neither the twin’s nor those of the sessions beside it', async () => {
    const sessions = await Promise.all(Array.from({ length: 3 }, () => sts.createSession()))
    const kids = (
      await Promise.all([sts, ...sessions].flatMap((twin) => stsNames.map((name) => kidOf(twin.issuer(name)))))
    ).flat()
    expect(new Set(kids).size).toBe(4 * stsNames.length)
  })

  it('that are rotated in one session are not in another', async () => {
    const [one, other] = [await sts.createSession(), await sts.createSession()]
    const before = await kidOf(other.issuer('test'))
    await one.keys().activate(await one.keys().publish())
    expect(await kidOf(one.issuer('test'))).toHaveLength(2)
    expect(await kidOf(other.issuer('test'))).toEqual(before)
  })
})

describe('at a real hostname, which has no room for a path', () => {
  it('is chosen by a client of its own: its journal and its scenarios, and a token that the hostname’s JWKS verifies', async () => {
    const twin = createHelseIdMock({ clients: [registration('configured')] })
    const session = await twin.createSession({ clients: [registration('in-session')] })
    await session.use('unauthorized-client', { times: 1 })
    const at = (clientId: string) =>
      createHelseIdClient({
        environment: 'test1',
        clientId,
        key,
        scopes: [scope],
        fetch: (input, init) => twin.handle(new Request(input as string, init)),
      })
    const client = at('in-session')
    await expect(client.getToken()).rejects.toMatchObject({ error: 'unauthorized_client' })
    const { accessToken } = await client.getToken()
    await at('configured').getToken()
    expect(session.requests.map(({ clientId, status }) => [clientId, status])).toEqual([
      ['in-session', 400],
      ['in-session', 400],
      ['in-session', 200],
    ])
    expect(twin.requests.map(({ clientId }) => clientId)).toEqual(['configured', 'configured'])
    const jwks = await twin.handle(new Request('https://helseid-sts.test.nhn.no/.well-known/openid-configuration/jwks'))
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet((await jwks.json()) as JSONWebKeySet))
    expect(payload).toMatchObject({ iss: 'https://helseid-sts.test.nhn.no', client_id: 'in-session' })
  })
})
