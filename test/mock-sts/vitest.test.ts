/** `helseid-mock/vitest`: fixtures that give each test its own twin, and matchers. */
import { createHelseIdClient } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { test } from 'helseid-mock/vitest'
import { describe, expect } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { caseContext, exchangeWith } from './endpoints/case-harness.ts'

const key = keyRing.ec as Jwk
const registration = { clientId: 'c', jwks: { keys: [publicJwk(key)] }, scopes: ['nhn:msh/api', 'nhn:msh/other'] }
const now = {
  now: () => Date.now() / 1000,
  uuid: () => crypto.randomUUID(),
  clientId: 'c',
  assertionKey: 'ec',
  scope: 'nhn:msh/api',
} as const

describe('fixtures', () => {
  test('helseId answers the real hostnames in this process', async ({ helseId }) => {
    await helseId.registerClient(registration)
    const fetch = (input: string, init?: RequestInit) => helseId.handle(new Request(input, init))
    const client = createHelseIdClient({
      environment: 'test1',
      clientId: 'c',
      key,
      scopes: ['nhn:msh/api'],
      fetch: fetch as never,
    })
    const token = await client.getToken()
    expect(token).toHaveScopes('nhn:msh/api')
    expect(helseId).toBeAccepted({ silently: true })
  })

  test('helseId is a new twin for each test', ({ helseId }) => {
    expect(helseId.requests).toEqual([])
  })

  test('helseIdServer issues tokens on a port', async ({ helseIdServer }) => {
    await helseIdServer.registerClient(registration)
    const client = createHelseIdClient({
      issuer: helseIdServer.issuer('test'),
      clientId: 'c',
      key,
      scopes: ['nhn:msh/api'],
    })
    expect((await client.getToken()).tokenType).toBe('DPoP')
  })
})

describe('helseIdServer is a new session for each test, on one port', () => {
  const origins: string[] = []
  for (const which of ['first', 'second'])
    test(`the ${which} test has its own session`, async ({ helseIdServer, helseIdProcess }) => {
      expect(helseIdServer.origin.startsWith(`${helseIdProcess.origin}/s/`)).toBe(true)
      expect(helseIdServer.requests).toEqual([])
      await fetch(`${helseIdServer.issuer('test')}/connect/token`, { method: 'POST' })
      expect(helseIdServer.requests).toHaveLength(1)
      expect(origins).not.toContain(helseIdServer.origin)
      origins.push(helseIdServer.origin)
    })
})

describe('matchers', () => {
  test('a twin is judged by its last token request, whatever the API answered afterwards', async ({
    helseIdServer,
  }) => {
    await helseIdServer.registerClient(registration)
    const issuer = helseIdServer.issuer('test')
    const client = createHelseIdClient({ issuer, clientId: 'c', key, scopes: ['nhn:msh/api'] })
    await helseIdServer.use('api-server-error')
    expect((await client.fetch(`${helseIdServer.origin}/nhn-api/test/hello`)).status).toBe(500)
    expect(helseIdServer.requestsTo('api').at(-1)).toMatchObject({ scenario: 'api-server-error' })
    expect(helseIdServer).toBeAccepted({ silently: true })
  })

  test('toBeDpopBoundTo compares cnf.jkt with a JWK or a thumbprint', async ({ helseId }) => {
    await helseId.registerClient(registration)
    const context = caseContext(helseId, now)
    const { body } = await exchangeWith({}, context)
    const token = JSON.parse(body)
    const proofKey = context.key('proof')
    expect(token).toBeDpopBoundTo(publicJwk(proofKey))
    expect(token.access_token).toBeDpopBoundTo(String(proofKey.kid))
    expect(token).not.toBeDpopBoundTo(key)
    expect(() => expect(token).toBeDpopBoundTo(key)).toThrow(/expected an access token bound to .*: it is bound to /)
    expect(() => expect(token).toBeDpopBoundTo({ kty: 'EC' })).toThrow(
      'toBeDpopBoundTo: the key is not a usable JWK: crv is missing',
    )
    expect(() => expect('no token').toBeDpopBoundTo(key)).toThrow()
    expect(() => expect(17).toBeDpopBoundTo(key)).toThrow(/expected an access token: a JWT, or an object/)
  })

  test('toHaveBrokenRule and toBeAccepted take a twin, a journal entry or a verdict', async ({ helseId }) => {
    await helseId.registerClient(registration)
    await exchangeWith({ assertion: { claims: { aud: '${tokenEndpoint}' } } }, caseContext(helseId, now))
    expect(helseId).toHaveBrokenRule('aud-is-issuer')
    expect(helseId.requests.at(-1)).toHaveBrokenRule('aud-is-issuer')
    expect(helseId.requests.at(-1)?.verdict).not.toHaveBrokenRule('lifetime-10s')
    expect(helseId).not.toBeAccepted()
    expect(() => expect(helseId).toBeAccepted()).toThrow(/REFUSED: 400 invalid_client, decided by aud-is-issuer/)
    expect(() => expect(helseId).toHaveBrokenRule('lifetime-10s')).toThrow(
      /expected lifetime-10s to be broken, but these were: aud-is-issuer/,
    )
    expect(() => expect(helseId).toHaveBrokenRule('aud-is-isuer')).toThrow(
      /unknown rule "aud-is-isuer" \(list them with `helseid-mock rules`\); did you mean "aud-is-issuer"\?/,
    )
  })

  test('the verdict matchers throw for a twin that has received no token request', ({ helseId }) => {
    expect(() => expect(helseId).toBeAccepted()).toThrow(
      'This twin has received no token request: does your client use helseId.fetch, or the twin’s issuer?',
    )
    expect(() => expect({}).toBeAccepted()).toThrow(/a twin that has received a token request/)
  })

  test('toBeAccepted accepts a request with a warning, unless `silently` is set', async ({ helseId }) => {
    await helseId.registerClient(registration)
    await exchangeWith({ assertion: { claims: { exp: { $now: 30 } } } }, caseContext(helseId, now))
    expect(helseId).toBeAccepted()
    expect(helseId).not.toBeAccepted({ silently: true })
  })
})
