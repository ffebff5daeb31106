/** The twin's clock: what it ages, and three ways to test with an expired token. */
import { createHelseIdClient } from 'helseid-client'
import { compose, type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type HelseIdMock, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { caseContext, exchangeWith, start, toFetch } from './endpoints/case-harness.ts'

const scope = 'nhn:test-public-samplecode/client-credentials'
const key = keyRing.ec as Jwk
const registration = { clientId: 'c', jwks: { keys: [publicJwk(key)] }, scopes: [scope] }
const twinAt = (now: () => number) => createHelseIdMock({ now, clients: [registration] })
const contextOf = (twin: HelseIdMock) =>
  caseContext(twin, { clientId: 'c', assertionKey: 'ec', scope, uuid: () => crypto.randomUUID() })
const issuedAt = (body: string) => Number(decodeJwt(JSON.parse(body).access_token).iat)

describe('a moved clock stamps and ages, while incoming requests are judged by real time', () => {
  it.each<[string, (twin: HelseIdMock) => void, number]>([
    ['advance moves it forward', ({ clock }) => clock.advance({ hours: 1, minutes: 30 }), start + 5400],
    ['advance with a negative number moves it back', ({ clock }) => clock.advance({ minutes: -10 }), start - 600],
    ['set takes ISO 8601', ({ clock }) => clock.set('2027-01-01T00:00:00Z'), 1_798_761_600],
    ['set takes a Date', ({ clock }) => clock.set(new Date(1_800_000_000_000)), 1_800_000_000],
    ['freeze takes epoch milliseconds', ({ clock }) => clock.freeze(1_800_000_000_000), 1_800_000_000],
  ])('%s', async (_, move, expected) => {
    const twin = twinAt(() => start * 1000)
    move(twin)
    const { status, body } = await exchangeWith({}, contextOf(twin))
    expect([status, issuedAt(body)]).toEqual([200, expected])
    await twin.reset()
    expect(issuedAt((await exchangeWith({}, contextOf(twin))).body)).toBe(start)
  })

  it('a frozen clock does not advance while real time continues', () => {
    let real = start * 1000
    const twin = twinAt(() => real)
    twin.clock.freeze()
    real += 60_000
    expect(twin.clock.now()).toBe(start * 1000)
    twin.clock.advance({ seconds: 5 })
    expect([twin.clock.now(), twin.clock.incoming()]).toEqual([start * 1000 + 5000, real])
  })

  it('a nonce expires when the clock is advanced by 61 seconds', async () => {
    const twin = twinAt(() => start * 1000)
    const context = contextOf(twin)
    const { nonce } = await exchangeWith({ proof: { claims: { nonce: null } } }, context)
    twin.clock.advance({ seconds: 61 })
    const late = await twin.handle(toFetch(compose({}, context, { now: start, nonce, previous: undefined })))
    expect(await late.json()).toEqual({ error: 'use_dpop_nonce', error_description: "Invalid 'nonce' value." })
  })

  it('a proof’s jti is forgotten when the clock is advanced by 661 seconds', async () => {
    const twin = twinAt(() => start * 1000)
    const context = contextOf(twin)
    const { request } = await exchangeWith({}, context)
    expect(await (await twin.handle(toFetch(request))).json()).toMatchObject({
      error_description: 'Detected replay of DPoP proof token.',
    })
    twin.clock.advance({ seconds: 661 })
    expect(await (await twin.handle(toFetch(request))).json()).toMatchObject({ error: 'use_dpop_nonce' })
  })

  it('a client key expires when the clock passes its exp', async () => {
    const twin = createHelseIdMock({
      now: () => start * 1000,
      clients: [{ ...registration, jwks: { keys: [{ ...publicJwk(key), exp: start + 3600 }] } }],
    })
    expect((await exchangeWith({}, contextOf(twin))).status).toBe(200)
    twin.clock.advance({ hours: 2 })
    expect((await exchangeWith({}, contextOf(twin))).body).toBe('{"error":"invalid_client"}')
    expect(twin.requests.at(-1)?.verdict?.answer?.rule).toBe('key-not-expired')
  })

  it('judgeIncoming judges incoming requests by the twin’s time', async () => {
    const twin = twinAt(() => start * 1000)
    twin.clock.advance({ minutes: 10 })
    twin.clock.judgeIncoming('the twin’s time')
    expect((await exchangeWith({}, contextOf(twin))).body).toBe('{"error":"invalid_client"}')
  })

  it.each([
    [
      'a duration',
      (twin: HelseIdMock) => twin.clock.advance({ minuts: 1 } as never),
      /a duration has days, hours, minutes or seconds/,
    ],
    ['a time', (twin: HelseIdMock) => twin.clock.set('tomorrow'), /"tomorrow" is not a time: use a Date, ISO 8601/],
  ])('the clock refuses what is not %s', (_, move, message) => {
    expect(() => move(twinAt(() => start * 1000))).toThrow(message)
  })
})

describe('three ways to test with an expired token', () => {
  it('in one process, twin and client share a clock, which is moved', async () => {
    let now = start * 1000
    const twin = twinAt(() => now)
    const fetch = (async (input, init) => twin.handle(new Request(input, init))) as typeof globalThis.fetch
    const client = createHelseIdClient({
      environment: 'test1',
      clientId: 'c',
      key,
      scopes: [scope],
      now: () => now,
      fetch,
    })
    const first = await client.getToken()
    now += 600_000
    expect((await client.getToken()).accessToken).not.toBe(first.accessToken)
  })

  it('a client in another process gets short-lived tokens', async () => {
    await using sts = await startMockSts({ port: 0, clients: [registration] })
    await sts.use('short-lived-token', { parameters: { seconds: 5 } })
    let later = 0
    const now = () => Date.now() + later
    const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId: 'c', key, scopes: [scope], now })
    const first = await client.getToken()
    // A token that is shorter than the client's margin is used for half its life.
    later = 3000
    expect((await client.getToken()).accessToken).not.toBe(first.accessToken)
  })

  it('an API refuses a token after the twin’s clock is advanced past its expiry', async () => {
    await using sts = await startMockSts({ port: 0, clients: [registration] })
    const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId: 'c', key, scopes: [scope] })
    const api = `${sts.origin}/nhn-api/test/hello`
    const { accessToken } = await client.getToken()
    expect((await client.fetch(api)).status).toBe(200)
    sts.clock.advance({ minutes: 11 })
    const refused = await fetch(api, { headers: { authorization: `DPoP ${accessToken}`, dpop: 'x' } })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('invalid_token')
    // The client learns that its token was refused, and requests a new one.
    expect((await client.fetch(api)).status).toBe(200)
  })
})

describe('the clock through the control plane', () => {
  it('advances, freezes and resets the clock, and refuses invalid input', async () => {
    await using sts = await startMockSts({ port: 0 })
    const clock = async (body?: object) => {
      const init = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
      const response = await fetch(`${sts.origin}/_mock/clock`, init)
      return { status: response.status, body: (await response.json()) as Record<string, string> }
    }
    expect((await clock({ set: '2027-01-01T00:00:00Z', advance: { days: 1 }, freeze: true })).body.now).toMatch(
      /^2027-01-02T00:00:0\d/,
    )
    expect((await clock()).body.now).toMatch(/^2027-01-02T00:00:0\d/)
    await clock({ set: '2027-01-01T00:00:00Z', advance: { seconds: 0.0004 } })
    const stood = String((await clock()).body.now)
    expect(String((await clock({ freeze: false })).body.now) >= stood).toBe(true)
    await vi.waitFor(async () => expect(String((await clock()).body.now) > stood).toBe(true))
    expect(Number.isInteger(sts.clock.now())).toBe(true)
    const { body } = await clock({ reset: true })
    expect(Math.abs(Date.parse(String(body.now)) - Date.now())).toBeLessThan(5000)
    for (const bad of [{}, { advance: {} }, { advance: { minuts: 1 } }, { set: 'tomorrow' }, { freze: true }])
      expect([(await clock(bad)).status, bad]).toEqual([400, bad])
  })
})
