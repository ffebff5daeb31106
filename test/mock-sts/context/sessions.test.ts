/** Sessions: test suites that share one process without seeing each other. */
import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
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

it('a session has its own issuers, the configured clients, and an API that accepts only its tokens', async () => {
  await using session = await sts.createSession()
  expect(session.issuer('test')).toBe(`${sts.origin}/s/${session.id}/test`)
  const client = clientOf(session, 'configured')
  const answer = await client.fetch(`${session.origin}/nhn-api/test/hello`)
  expect(answer.status).toBe(200)
  expect((await client.fetch(`${sts.origin}/nhn-api/test/hello`)).status).toBe(401)
  expect(session.requests.map(({ status, error }) => error ?? status).slice(0, 2)).toEqual(['use_dpop_nonce', 200])
})

it('forty concurrent sessions keep their clients, journals, clocks and scenarios apart', async () => {
  const suites = Array.from({ length: 40 }, async (_, index) => {
    await using session = await sts.createSession()
    const clientId = `suite-${index}`
    await session.registerClient(registration(clientId))
    session.clock.advance({ minutes: index })
    const failing = index % 2 === 0
    if (failing) await session.use('server-error')
    const request = clientOf(session, clientId).getToken()
    if (failing) await expect(request).rejects.toMatchObject({ code: 'unavailable', status: 500 })
    else {
      const { accessToken } = await request
      const { iat } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
      expect(Math.abs(iat - Date.now() / 1000 - index * 60)).toBeLessThan(10)
    }
    // Its journal has no other client, and no other twin knows its client.
    expect(new Set(session.requests.map((request) => request.clientId))).toEqual(new Set([clientId]))
    await expect(clientOf(sts, clientId).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
  })
  await Promise.all(suites)
})

it('a request to an unknown session is answered 404 with the reason', async () => {
  const answer = await fetch(`${sts.origin}/s/forgotten/test/.well-known/openid-configuration`)
  expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
    404,
    expect.stringMatching(
      /This session does not exist. A session can be ended, and ends after ten minutes without a request./,
    ),
  ])
})

it('a session starts with the configuration of the twin plus its own options', async () => {
  await using session = await sts.createSession({ profile: 'next', clients: [registration('more')] })
  for (const clientId of ['configured', 'more'])
    expect((await clientOf(session, clientId).getToken()).tokenType).toBe('DPoP')
  const document = await (await fetch(`${session.issuer('test')}/.well-known/openid-configuration`)).json()
  expect(document).toMatchObject({ dpop_signing_alg_values_supported: expect.not.arrayContaining(['RS256']) })
  await expect(sts.createSession({ profile: 'strict' as never })).rejects.toThrow(/\/profile is "strict"/)
  await expect(session.createSession()).rejects.toThrow(/sessions do not nest/)
})

it('a session has its own verdict links and minted tokens', async () => {
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

describe('sessions through the control plane', () => {
  const control = (method: string, path = '', body?: object) =>
    fetch(`${sts.origin}/_mock/sessions${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })

  it('creates, lists and ends a session', async () => {
    const made = await control('POST', '', { clients: [registration('by-control')] })
    const { id, origin, issuers } = (await made.json()) as {
      id: string
      origin: string
      issuers: Record<string, string>
    }
    expect(made.status).toBe(201)
    expect(origin).toBe(`${sts.origin}/s/${id}`)
    expect(issuers.qa).toBe(`${origin}/qa`)
    expect(((await (await control('GET')).json()) as { sessions: string[] }).sessions).toContain(id)
    expect((await fetch(`${issuers.test}/.well-known/openid-configuration`)).status).toBe(200)
    expect((await control('DELETE', `/${id}`)).status).toBe(204)
    expect((await fetch(`${issuers.test}/.well-known/openid-configuration`)).status).toBe(404)
    expect((await control('DELETE', `/${id}`)).status).toBe(404)
  })

  it('a request without a body creates a session as configured; an invalid body changes nothing', async () => {
    expect((await control('POST')).status).toBe(201)
    expect((await control('POST', '', { profil: 'next' })).status).toBe(400)
  })
})

it('creates a session in less than a fifth of the time that an RSA key takes', async () => {
  const twin = createHelseIdMock({ clients: [registration('c')] })
  await twin.createSession()
  const session = await medianTime(200, () => twin.createSession())
  const rsaKey = await medianTime(15, () => promisify(generateKeyPair)('rsa', { modulusLength: 2048 }))
  console.log(`medians: a session ${session.toFixed(2)} ms, an RSA key ${rsaKey.toFixed(2)} ms`)
  expect(session * 5).toBeLessThan(rsaKey)
})

/** In milliseconds. */
async function medianTime(runs: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let count = 0; count < runs; count++) {
    const started = performance.now()
    await run()
    times.push(performance.now() - started)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

it('a session ends after ten minutes without a request, and lives while it is used', () => {
  let now = 0
  const sessions = createSessions(() => now)
  const [used, idle] = [sessions.create(() => 'used'), sessions.create(() => 'idle')]
  now += sessionIdleTime - 1
  expect(sessions.find(used.id)?.id).toBe(used.id)
  now += 2
  expect(sessions.find(idle.id)).toBeUndefined()
  expect(sessions.all.map(({ twin }) => twin)).toEqual(['used'])
})

it('creating a session beyond the maximum ends the least recently used one', () => {
  let now = 0
  const sessions = createSessions(() => now++)
  const [first, second] = [sessions.create(() => 1), sessions.create(() => 2)]
  for (let index = 3; index <= maxSessions; index++) sessions.create(() => index)
  sessions.find(first.id)
  sessions.create(() => 0)
  expect(sessions.all).toHaveLength(maxSessions)
  expect(sessions.find(first.id)?.twin).toBe(1)
  expect(sessions.find(second.id)).toBeUndefined()
})

describe('signing keys of a session', () => {
  const kidOf = async (issuer: string) => {
    const { keys } = (await (await fetch(`${issuer}/.well-known/openid-configuration/jwks`)).json()) as {
      keys: { kid: string }[]
    }
    return keys.map(({ kid }) => kid)
  }

  it('differ from the twin’s and from those of neighbouring sessions', async () => {
    const sessions = await Promise.all(Array.from({ length: 3 }, () => sts.createSession()))
    const kids = (
      await Promise.all([sts, ...sessions].flatMap((twin) => stsNames.map((name) => kidOf(twin.issuer(name)))))
    ).flat()
    expect(new Set(kids).size).toBe(4 * stsNames.length)
  })

  it('rotate in one session and are unchanged in others', async () => {
    const [one, other] = [await sts.createSession(), await sts.createSession()]
    const before = await kidOf(other.issuer('test'))
    await one.keys().activate(await one.keys().publish())
    expect(await kidOf(one.issuer('test'))).toHaveLength(2)
    expect(await kidOf(other.issuer('test'))).toEqual(before)
  })
})

describe('a session at a real hostname, which has no room for a path', () => {
  it('is found by its own client; journal and scenarios are its own, and the hostname’s JWKS verifies the token', async () => {
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
