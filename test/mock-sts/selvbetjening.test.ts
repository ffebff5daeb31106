/** Selvbetjening: a client adds a key to itself, which authenticates at once and stops when it has expired. */
import { createHelseIdClient } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const scope = 'nhn:selvbetjening/client'
const [oldKey, newKey] = [keyRing.ec as Jwk, keyRing.ec384 as Jwk]
let sts: StartedMockSts
beforeEach(async () => {
  const client = {
    clientId: 'c',
    jwks: { keys: [publicJwk(oldKey)] },
    scopes: [scope, 'nhn:msh/api'],
    tenancy: 'single-tenant',
    parent: '994598759',
  } as const
  sts = await startMockSts({ port: 0, clients: [client] })
})
afterEach(() => sts.close())

const clientWith = (key: Jwk, scopes = [scope]) =>
  createHelseIdClient({ issuer: sts.issuer('test'), clientId: 'c', key, scopes })
const call = async (path: string, method = 'GET', body?: string, client = clientWith(oldKey)) =>
  client.fetch(`${sts.origin}/selvbetjening/test/v1/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  })

describe('/v1/client-secret', () => {
  it.each([
    ['the JWK itself, as NHN’s libraries send it', JSON.stringify(publicJwk(newKey))],
    ['the JWK as a JSON string, as NHN’s samples send it', JSON.stringify(JSON.stringify(publicJwk(newKey)))],
  ])('POST takes %s; the key authenticates at once, and no longer when it has expired', async (_, body) => {
    await expect(clientWith(newKey).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
    const answer = await call('client-secret', 'POST', body)
    const { expiration } = (await answer.json()) as { expiration: string }
    expect([answer.status, Date.parse(expiration) > Date.now()]).toEqual([200, true])
    expect((await clientWith(newKey).getToken()).tokenType).toBe('DPoP')
    expect((await clientWith(oldKey).getToken()).tokenType).toBe('DPoP')
    sts.clock.advance({ days: 366 })
    await expect(clientWith(newKey).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
    expect(sts.requests.at(-1)?.verdict?.answer?.rule).toBe('key-not-expired')
  })

  it('GET lists the keys, without the keys themselves', async () => {
    await call('client-secret', 'POST', JSON.stringify(publicJwk(newKey)))
    expect(await (await call('client-secret')).json()).toEqual([
      { expiration: null, kid: oldKey.kid, jwkThumbprint: oldKey.kid, origin: 'Gui', publicJwk: null },
      {
        expiration: expect.stringMatching(/^20.*Z$/),
        kid: newKey.kid,
        jwkThumbprint: newKey.kid,
        origin: 'Api',
        publicJwk: null,
      },
    ])
  })

  it.each([
    ['a private key', JSON.stringify(newKey), /is a private key/],
    ['no JSON', 'hello', /must be a public JWK/],
    ['a list', '[]', /must be a public JWK/],
    ['half a key', '{"kty":"EC","crv":"P-256"}', /no usable public key/],
    ['a kid that the client has', JSON.stringify(publicJwk(oldKey)), /has a key with the kid .* already/],
  ])('POST of %s is a problem by RFC 9457, and changes nothing', async (_, body, detail) => {
    const answer = await call('client-secret', 'POST', body)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringMatching(detail),
    ])
    expect(await (await call('client-secret')).json()).toHaveLength(1)
  })

  it('without the scope it is refused', async () => {
    const answer = await call('client-secret', 'GET', undefined, clientWith(oldKey, ['nhn:msh/api']))
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('DPoP')])
    const unauthenticated = await fetch(`${sts.origin}/selvbetjening/test/v1/client-secret`)
    expect(unauthenticated.status).toBe(401)
  })
})

describe('/v1/client', () => {
  it('GET shows the registration, PUT changes what a client may change', async () => {
    expect(await (await call('client')).json()).toMatchObject({
      apiScopes: [
        { scope, status: 'ok' },
        { scope: 'nhn:msh/api', status: 'ok' },
      ],
      childOrganizationNumbers: [],
    })
    const update = { apiScopes: [scope, 'nhn:new-api/read'], childOrganizationNumbers: ['983658725'] }
    expect(await (await call('client', 'PUT', JSON.stringify(update))).json()).toEqual({
      apiScopes: [
        { scope, status: 'ok' },
        { scope: 'nhn:new-api/read', status: 'pending' },
      ],
      childOrganizationNumbers: ['983658725'],
    })
    expect(await (await call('client')).json()).toMatchObject({
      apiScopes: [{ scope, status: 'ok' }],
      childOrganizationNumbers: ['983658725'],
    })
  })

  it.each([['hello'], ['{"apiScopes":"x"}'], ['{"childOrganizationNumbers":["1"]}']])(
    'PUT %s is refused',
    async (body) => {
      expect((await call('client', 'PUT', body)).status).toBe(400)
    },
  )
})
