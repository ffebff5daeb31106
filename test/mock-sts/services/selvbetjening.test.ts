/** Selvbetjening: client keys and their expiry, the client’s registration, and drafts of new clients. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHelseIdClient } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { disk } from '../../../mock-sts/store/disk.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { delayedStore, seededRandom } from '../store/delayed-store.ts'

const scope = 'nhn:selvbetjening/client'
const [oldKey, newKey] = [keyRing.ec as Jwk, keyRing.ec384 as Jwk]
let sts: StartedMockSts
const registration = {
  clientId: 'c',
  jwks: { keys: [publicJwk(oldKey)] },
  scopes: [scope, 'nhn:msh/api'],
  tenancy: 'single-tenant',
  parent: '994598759',
} as const
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [registration] })
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
  ])('POST accepts %s, and the key authenticates immediately until it expires', async (_, body) => {
    await expect(clientWith(newKey).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
    const answer = await call('client-secret', 'POST', body)
    const { expiration } = (await answer.json()) as { expiration: string }
    expect([answer.status, Date.parse(expiration) > Date.now()]).toEqual([200, true])
    expect(sts.requestsTo('selvbetjening').at(-1)).toMatchObject({ clientId: 'c', status: 200 })
    expect((await clientWith(newKey).getToken()).tokenType).toBe('DPoP')
    expect((await clientWith(oldKey).getToken()).tokenType).toBe('DPoP')
    sts.clock.advance({ days: 366 })
    await expect(clientWith(newKey).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
    expect(sts.requests.at(-1)?.verdict?.answer?.rule).toBe('key-not-expired')
  })

  it('GET lists the keys without their key material', async () => {
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
    ['a body that is not JSON', 'hello', /must be a public JWK/],
    ['a list', '[]', /must be a public JWK/],
    ['half a key', '{"kty":"EC","crv":"P-256"}', /is not a usable public key/],
    ['a kid that the client already has', JSON.stringify(publicJwk(oldKey)), /already has a key with the kid/],
  ])('POST of %s is answered with problem details (RFC 9457) and changes nothing', async (_, body, detail) => {
    const answer = await call('client-secret', 'POST', body)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringMatching(detail),
    ])
    expect(await (await call('client-secret')).json()).toHaveLength(1)
  })

  it('keys added concurrently are all registered', async () => {
    const added = ['ec384', 'ec521', 'second'] as const
    const client = clientWith(oldKey)
    await client.getToken()
    await Promise.all(
      added.map((name) => call('client-secret', 'POST', JSON.stringify(publicJwk(keyRing[name] as Jwk)), client)),
    )
    const kids = ((await (await call('client-secret')).json()) as { kid: string }[]).map(({ kid }) => kid)
    expect(kids.sort()).toEqual([oldKey.kid, ...added.map((name) => keyRing[name].kid)].sort())
  })

  it('keys added concurrently are all registered even if the store is slow', async () => {
    const store = delayedStore(createMemoryStore(), seededRandom(17))
    const { mock } = assembleTwin({ clients: [registration] }, { issuerOf: realIssuerOf, store })
    const client = createHelseIdClient({
      environment: 'test1',
      clientId: 'c',
      key: oldKey,
      scopes: [scope],
      fetch: (input, init) => mock.handle(new Request(input, init)),
    })
    const address = 'https://api.selvbetjening.test.nhn.no/v1/client-secret'
    const added = Array.from({ length: 50 }, (_, index) => ({ ...publicJwk(newKey), kid: `key ${index}` }))
    const answers = await Promise.all(
      added.map((key) => client.fetch(address, { method: 'POST', body: JSON.stringify(key) })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
    const kids = ((await (await client.fetch(address)).json()) as { kid: string }[]).map(({ kid }) => kid)
    expect(kids.sort()).toEqual([oldKey.kid, ...added.map(({ kid }) => kid)].sort())
  })

  it('a body that is too long is rejected with 413', async () => {
    const answer = await call('client-secret', 'POST', `"${'x'.repeat(70_000)}"`)
    expect([answer.status, await answer.json()]).toMatchObject([413, { title: 'Content Too Large' }])
  })

  it('a request without the scope is refused', async () => {
    const answer = await call('client-secret', 'GET', undefined, clientWith(oldKey, ['nhn:msh/api']))
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('DPoP')])
    const unauthenticated = await fetch(`${sts.origin}/selvbetjening/test/v1/client-secret`)
    expect(unauthenticated.status).toBe(401)
  })

  it.each(['http://sts.example:8080', 'http://helseid-sts.test.nhn.no:8080'])(
    'a request without a token is refused with 401 under the address %s too',
    async (origin) => {
      const { status } = await sts.handle(new Request(`${origin}/selvbetjening/test/v1/client-secret`))
      expect(status).toBe(401)
    },
  )
})

describe('/v1/client', () => {
  it('GET returns the registration, PUT changes what a client may change, and a requested scope is pending', async () => {
    const before = {
      apiScopes: [
        { scope, status: 'ok', statusReason: null },
        { scope: 'nhn:msh/api', status: 'ok', statusReason: null },
      ],
      audienceSpecificClientClaims: [],
      redirectUris: [],
      postLogoutRedirectUris: [],
      childOrganizationNumbers: [],
    }
    expect(await (await call('client')).json()).toEqual(before)
    const update = {
      apiScopes: [scope, 'nhn:new-api/read'],
      audienceSpecificClientClaims: [{ key: 'nhn:msh/client/claims/herid', value: '8142519' }],
      redirectUris: ['http://localhost:1337/callback'],
      postLogoutRedirectUris: ['http://localhost:1337/bye'],
      childOrganizationNumbers: ['983658725'],
    }
    const after = {
      ...update,
      apiScopes: [
        { scope, status: 'ok', statusReason: null },
        { scope: 'nhn:new-api/read', status: 'pending', statusReason: expect.any(String) },
      ],
      audienceSpecificClientClaims: [
        {
          claimType: 'nhn:msh/client/claims/herid',
          activeClaimValue: '8142519',
          pendingClaimValue: null,
          status: 'ok',
          statusReason: null,
        },
      ],
    }
    expect(await (await call('client', 'PUT', JSON.stringify(update))).json()).toEqual(after)
    expect(await (await call('client')).json()).toEqual(after)
    expect(await (await call('client-status')).json()).toEqual(after)
  })

  // ASP.NET Core reads JSON with JsonSerializerDefaults.Web: names without regard to letter case.
  it('PUT takes the names of members in any letter case, as ASP.NET Core reads them', async () => {
    const update = {
      ApiScopes: [scope],
      REDIRECTURIS: ['http://localhost:1337/callback'],
      AudienceSpecificClientClaims: [{ Key: 'nhn:msh/client/claims/herid', Value: '8142519' }],
    }
    expect(await (await call('client', 'PUT', JSON.stringify(update))).json()).toMatchObject({
      apiScopes: [{ scope, status: 'ok' }],
      redirectUris: ['http://localhost:1337/callback'],
      audienceSpecificClientClaims: [{ claimType: 'nhn:msh/client/claims/herid', activeClaimValue: '8142519' }],
    })
  })

  it('PUT empties members that are null and leaves missing members unchanged', async () => {
    const put = async (update: object) => (await call('client', 'PUT', JSON.stringify(update))).json()
    await put({ redirectUris: ['http://localhost:1337/callback'], childOrganizationNumbers: ['983658725'] })
    expect(await put({ redirectUris: null })).toMatchObject({
      redirectUris: [],
      childOrganizationNumbers: ['983658725'],
    })
  })

  it('an audience-specific claim appears only in tokens for its API', async () => {
    const update = { audienceSpecificClientClaims: [{ key: 'nhn:msh/client/claims/herid', value: '8142519' }] }
    await call('client', 'PUT', JSON.stringify(update))
    const claimsOf = async (scopes: string[]) => decodeJwt((await clientWith(oldKey, scopes).getToken()).accessToken)
    expect(await claimsOf(['nhn:msh/api'])).toMatchObject({ 'nhn:msh/client/claims/herid': '8142519' })
    expect(await claimsOf([scope])).not.toHaveProperty(['nhn:msh/client/claims/herid'])
  })

  it.each([
    ['hello', /^The body is not JSON/],
    ['null', /^the body is invalid/],
    ['{"apiScopes":"x"}', /^\/apiScopes must be a list of scopes$/],
    ['{"childOrganizationNumbers":["1"]}', /^\/childOrganizationNumbers.* nine digits each$/],
    ['{"redirectUris":["x"],"apiScopes":[1]}', /\/apiScopes.*; \/redirectUris.* must be a list of URIs$/],
    ['{"audienceSpecificClientClaims":[{"key":"k"}]}', /^\/audienceSpecificClientClaims.* \{ key, value \}$/],
  ])('PUT %s is answered with problem details and changes nothing', async (body, detail) => {
    const before = await (await call('client')).json()
    const answer = await call('client', 'PUT', body)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: expect.stringMatching(detail),
      instance: '/v1/client',
    })
    expect(await (await call('client')).json()).toEqual(before)
  })
})

describe('/v1/client-drafts', () => {
  const draft = {
    organizationNumber: '994598759',
    publicJwk: JSON.stringify(publicJwk(newKey)),
    apiScopes: [scope],
    audienceSpecificClientClaims: null,
    redirectUris: ['http://localhost:1337/callback'],
    childOrganizationNumbers: ['983658725'],
    postClientConfirmationRedirectUri: 'http://localhost:1337/callback',
  }
  const post = async (body: unknown, headers: Record<string, string> = { 'api-key': 'any' }) =>
    fetch(`${sts.origin}/selvbetjening/test/v1/client-drafts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const drafted = async (): Promise<string> => ((await (await post(draft)).json()) as { clientId: string }).clientId
  const clientOf = (clientId: string) =>
    createHelseIdClient({ issuer: sts.issuer('test'), clientId, key: newKey, scopes: [scope] })

  it('a draft gets no token until it is confirmed, and then acts for its organisation', async () => {
    const clientId = await drafted()
    await expect(clientOf(clientId).getToken()).rejects.toMatchObject({ error: 'invalid_client' })
    const { verdict } = sts.requests.at(-1) ?? {}
    expect(verdict?.answer?.rule).toBe('client-enabled')
    expect(verdict?.rules.find(({ id }) => id === 'client-enabled')?.fix).toContain('confirm its draft')
    await sts.confirmClient(clientId)
    const client = clientOf(clientId)
    const { accessToken } = await client.getToken()
    expect(decodeJwt(accessToken)).toMatchObject({ 'helseid://claims/client/claims/orgnr_parent': '994598759' })
    expect(await (await call('client', 'GET', undefined, client)).json()).toMatchObject({
      apiScopes: [{ scope, status: 'ok' }],
      redirectUris: ['http://localhost:1337/callback'],
      childOrganizationNumbers: ['983658725'],
    })
  })

  it('a draft may name its members in PascalCase; its JWK keeps its own names', async () => {
    const names = Object.entries(draft).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value])
    const answer = await post({ ...Object.fromEntries(names), PublicJwk: publicJwk(newKey) })
    expect([answer.status, await answer.json()]).toEqual([200, { clientId: expect.any(String) }])
  })

  it('a draft without an api-key is refused', async () => {
    const answer = await post(draft, {})
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      401,
      expect.stringMatching(/api-key is missing/),
    ])
  })

  it.each<[string, object, RegExp]>([
    ['no member at all', {}, /\/organizationNumber must.*; \/publicJwk must.*; \/apiScopes must.*RedirectUri must/],
    ['an organisation number of 8 digits', { ...draft, organizationNumber: '99459875' }, /^\/organizationNumber/],
    ['no scope', { ...draft, apiScopes: [] }, /^\/apiScopes/],
    ['a private key', { ...draft, publicJwk: JSON.stringify(newKey) }, /is a private key/],
    ['no key', { ...draft, publicJwk: 'hello' }, /must be a public JWK/],
    ['a kid that is not a string', { ...draft, publicJwk: { ...publicJwk(newKey), kid: 5 } }, /\/jwks\/keys\/0\/kid/],
    [
      'a redirect to an incomplete URL',
      { ...draft, postClientConfirmationRedirectUri: 'http://[' },
      /RedirectUri must be/,
    ],
    ['a redirect to nowhere', { ...draft, postClientConfirmationRedirectUri: 'javascript:' }, /RedirectUri must be/],
  ])('a draft with %s is answered with problem details', async (_, body, detail) => {
    const answer = await post(body)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
    expect(((await answer.json()) as { detail: string }).detail).toMatch(detail)
  })

  it('unknown paths list what is served', async () => {
    const answer = await fetch(`${sts.origin}/selvbetjening/test/v1/clients`)
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      404,
      expect.stringContaining('POST /v1/client-drafts'),
    ])
  })
})

it('registrations survive a restart with a data directory, including the origin of a key', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
  const options = { port: 0, dataDir, clients: [registration] }
  const update = {
    audienceSpecificClientClaims: [{ key: 'nhn:msh/client/claims/herid', value: '8142519' }],
    redirectUris: ['http://localhost:1337/callback'],
  }
  const seen = async () => [await (await call('client-secret')).json(), await (await call('client')).json()]
  await sts.close()
  sts = await startMockSts(options)
  await call('client-secret', 'POST', JSON.stringify(publicJwk(newKey)))
  await call('client', 'PUT', JSON.stringify(update))
  const before = await seen()
  expect(before).toMatchObject([[{ origin: 'Gui' }, { origin: 'Api' }], { redirectUris: update.redirectUris }])
  await sts.close()
  sts = await startMockSts(options)
  expect(await seen()).toEqual(before)
  expect((await clientWith(newKey).getToken()).tokenType).toBe('DPoP')
})

it('a full disk is answered with 507 problem details, and the client keeps its keys', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
  await sts.close()
  sts = await startMockSts({ port: 0, dataDir, clients: [registration] })
  const before = await (await call('client-secret')).json()
  const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  const write = vi.spyOn(disk, 'write').mockRejectedValue(noSpace)
  const answer = await call('client-secret', 'POST', JSON.stringify(publicJwk(newKey)))
  expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
    507,
    'application/problem+json',
    {
      type: 'about:blank',
      title: 'Insufficient Storage',
      status: 507,
      detail: expect.stringMatching(/^Nothing has changed: cannot write to the data directory/),
      instance: expect.stringContaining('/v1/client-secret'),
    },
  ])
  expect(await (await call('client-secret')).json()).toEqual(before)
  write.mockRestore()
  expect((await call('client-secret', 'POST', JSON.stringify(publicJwk(newKey)))).status).toBe(200)
})
