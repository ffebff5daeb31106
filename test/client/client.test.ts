/** The client against the twin, both in this process and on a clock that stands still. */
import { createHelseIdClient, type HelseIdClientOptions, HelseIdError, type Token } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type MockOptions } from 'helseid-mock'
import { describe, expect, expectTypeOf, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const scope = 'nhn:example/a'

/** A twin and a client of it, with one clock for both. */
function pair({
  client = {},
  registration = {},
  twin: options = {},
}: {
  client?: Partial<HelseIdClientOptions>
  registration?: object
  twin?: MockOptions
} = {}) {
  const clock = { ms: 1_790_000_000_000 }
  const key = (client.key ?? keyRing.ec) as Jwk
  const twin = createHelseIdMock({
    now: () => clock.ms,
    profile: 'next',
    clients: [{ clientId: 'c', jwks: { keys: [publicJwk(key)] }, scopes: [scope, 'nhn:example/b'], ...registration }],
    ...options,
  })
  const asked: string[] = []
  const made = createHelseIdClient({
    environment: 'test1',
    clientId: 'c',
    key,
    scopes: [scope],
    now: () => clock.ms,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      asked.push(new URL(request.url).pathname)
      return twin.handle(request)
    },
    ...client,
  })
  return { client: made, twin, clock, asked, warnings: () => brokenRules(twin) }
}

/** Rules that the last token request broke, off ones aside. */
function brokenRules({ requests }: ReturnType<typeof createHelseIdMock>): string[] {
  const rules = requests.at(-1)?.verdict?.rules ?? []
  return rules.filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off').map(({ id }) => id)
}

describe('getToken', () => {
  it('answers the nonce challenge with a fresh assertion and a fresh proof', async () => {
    const { client, twin } = pair()
    const token = await client.getToken()
    expect(token).toEqual({ accessToken: expect.any(String), tokenType: 'DPoP', expiresAt: 1_790_000_600_000, scope })
    expect(twin.requests.map(({ error, status }) => error ?? status)).toEqual(['use_dpop_nonce', 200])
    expectTypeOf(token).toEqualTypeOf<Token>()
  })

  it('keeps the token until five seconds before its end, and the nonce it has learnt', async () => {
    const { client, clock, twin } = pair()
    const first = await client.getToken()
    clock.ms += 594_000
    expect(await client.getToken()).toBe(first)
    clock.ms += 1000
    expect((await client.getToken()).accessToken).not.toBe(first.accessToken)
    expect(twin.requests.map(({ error, status }) => error ?? status)).toEqual([
      'use_dpop_nonce',
      200,
      'use_dpop_nonce',
      200,
    ])
    await client.getToken({ scopes: ['nhn:example/b'] })
    expect(twin.requests).toHaveLength(5)
  })

  it('makes one exchange for ten thousand callers at once', async () => {
    const { client, twin } = pair()
    const tokens = await Promise.all(Array.from({ length: 10_000 }, () => client.getToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(twin.requests).toHaveLength(2)
  })

  it('keeps a token for each set of scopes, resource and organisation; the order of scopes does not matter', async () => {
    const { client, twin } = pair()
    const both = await client.getToken({ scopes: [scope, 'nhn:example/b'] })
    expect(await client.getToken({ scopes: ['nhn:example/b', scope] })).toBe(both)
    expect(await client.getToken({ scopes: [scope], resource: 'nhn:example' })).not.toBe(both)
    expect(twin.requests).toHaveLength(3)
  })

  it('lets one caller give up without taking the others along', async () => {
    const { client } = pair()
    const giveUp = new AbortController()
    const [impatient, patient] = [client.getToken({ signal: giveUp.signal }), client.getToken()]
    giveUp.abort(new Error('no time'))
    await expect(impatient).rejects.toThrow('no time')
    await expect(patient).resolves.toMatchObject({ scope })
  })

  it.each([
    ['RSA', keyRing.registered, {}, undefined, {}],
    ['P-256', keyRing.ec, {}, undefined, {}],
    ['P-384', keyRing.ec384, {}, undefined, {}],
    ['P-521', keyRing.ec521, {}, undefined, {}],
    [
      'multi-tenant',
      keyRing.ec,
      { tenancy: 'multi-tenant', supplier: '889640782' },
      { parent: '994598759', child: '983658725' },
      { orgnr_parent: '994598759', orgnr_child: '983658725', orgnr_supplier: '889640782' },
    ],
    [
      'multi-tenant, no child',
      keyRing.ec,
      { tenancy: 'multi-tenant' },
      { parent: '994598759' },
      { orgnr_parent: '994598759' },
    ],
    [
      'single-tenant',
      keyRing.ec,
      { tenancy: 'single-tenant', parent: '994598759', children: ['983658725'] },
      { child: '983658725' },
      { orgnr_parent: '994598759', orgnr_child: '983658725' },
    ],
  ])('breaks no rule under the profile next: %s', async (_, key, registration, organization, claims) => {
    const { client, warnings } = pair({ client: { key, ...(organization && { organization }) }, registration })
    const { accessToken } = await client.getToken()
    expect(warnings()).toEqual([])
    const payload = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
    for (const [name, value] of Object.entries(claims))
      expect(payload[`helseid://claims/client/claims/${name}`]).toBe(value)
  })

  it('passes an SFM journal id', async () => {
    const sfmJournalId = '3e0ac1a8-6e4c-4a9c-9f0b-6f0f2d9a7f11'
    const { client, warnings } = pair({ registration: { tenancy: 'multi-tenant' } })
    const { accessToken } = await client.getToken({ organization: { parent: '994598759', sfmJournalId } })
    expect(warnings()).toEqual([])
    expect(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).toContain(sfmJournalId)
  })
})

describe('what goes wrong', () => {
  it('a refusal carries HelseID’s error, the status and, from the twin, the verdict', async () => {
    const { client } = pair({
      client: { key: keyRing.unregistered },
      registration: { jwks: { keys: [publicJwk(keyRing.ec as Jwk)] } },
    })
    const error = await client.getToken().catch((thrown) => thrown)
    expect(error).toBeInstanceOf(HelseIdError)
    expect(error).toMatchObject({ code: 'token_refused', error: 'invalid_client', status: 400, attempts: 1 })
    expect(error.message).toContain('/_mock/requests/')
  })

  it('an endless challenge stops after three requests', async () => {
    let requests = 0
    const { client } = pair({
      client: {
        fetch: async (input, init) => {
          const request = new Request(input, init)
          if (request.method === 'GET') return createHelseIdMock().handle(request)
          requests++
          const headers = { 'content-type': 'application/json', 'dpop-nonce': `nonce-${requests}` }
          return new Response('{"error":"use_dpop_nonce"}', { status: 400, headers })
        },
      },
    })
    await expect(client.getToken()).rejects.toMatchObject({ code: 'nonce_loop', attempts: 3 })
    expect(requests).toBe(3)
  })

  it('a server that hangs is given up on after the timeout', async () => {
    const { client } = pair({
      client: {
        timeout: 0.05,
        fetch: async (_input, init) =>
          new Promise((_resolve, reject) => {
            init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
          }),
      },
    })
    await expect(client.getToken()).rejects.toMatchObject({ code: 'discovery_failed', cause: { name: 'TimeoutError' } })
  })

  it('metadata of another issuer is refused, and asked for again the next time', async () => {
    let issuer = 'https://evil.example'
    const twin = createHelseIdMock()
    const { client } = pair({
      client: {
        fetch: async (input) => {
          const document = await (await twin.handle(new Request(input as string))).json()
          return Response.json({ ...(document as object), issuer })
        },
      },
    })
    await expect(client.getToken()).rejects.toMatchObject({ code: 'discovery_failed' })
    issuer = 'https://helseid-sts.test.nhn.no/'
    await expect(client.getToken()).rejects.toMatchObject({ code: 'discovery_failed' })
  })

  it('options: everything wrong is said at once', () => {
    const options = {
      clientId: '',
      key: undefined,
      scopes: ['a b'],
      organization: { parent: '12' },
    } as unknown as HelseIdClientOptions
    expect(() => createHelseIdClient(options)).toThrow(
      /either environment .* or issuer; clientId .*; scopes .*; key .*; organization.parent must have nine digits/,
    )
    expect(() => createHelseIdClient({ environment: 'test3' as 'qa', clientId: 'c', key: keyRing.ec })).toThrow(
      /unknown environment "test3"/,
    )
  })
})

describe('fetch', () => {
  const api = 'https://api.example/hello?x=1'
  const withApi = (answers: ((request: Request) => Response)[]) => {
    const calls: Request[] = []
    const made = pair()
    const { twin } = made
    const client = pair({
      client: {
        fetch: async (input, init) => {
          const request = new Request(input, init)
          if (!request.url.startsWith('https://api.example')) return twin.handle(request)
          calls.push(request)
          const answer = answers[Math.min(calls.length, answers.length) - 1]
          return answer ? answer(request) : new Response()
        },
      },
    }).client
    return { client, calls, twin }
  }
  const proofOf = (request: Request | undefined) =>
    JSON.parse(Buffer.from(request?.headers.get('dpop')?.split('.')[1] ?? '', 'base64url').toString())

  it('adds authorization and a proof for the address without its query', async () => {
    const { client, calls } = withApi([() => new Response('hello')])
    expect(await (await client.fetch(api)).text()).toBe('hello')
    expect(calls[0]?.headers.get('authorization')).toMatch(/^DPoP ey/)
    expect(proofOf(calls[0])).toMatchObject({ htm: 'GET', htu: 'https://api.example/hello', ath: expect.any(String) })
  })

  it('answers the API’s nonce challenge once, and sends the body again', async () => {
    const challenge = () =>
      new Response(null, {
        status: 401,
        headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n1' },
      })
    const { client, calls } = withApi([challenge, () => new Response('ok')])
    const response = await client.fetch(api, { method: 'POST', body: 'some text' })
    expect([response.status, calls.length]).toEqual([200, 2])
    expect(proofOf(calls[1]).nonce).toBe('n1')
    expect(await calls[1]?.text()).toBe('some text')
  })

  it('replaces a token that the API calls invalid once, then hands the answer on', async () => {
    const refuse = () =>
      new Response(null, { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' } })
    const { client, calls, twin } = withApi([refuse])
    expect((await client.fetch(api)).status).toBe(401)
    expect(calls).toHaveLength(2)
    expect(calls[0]?.headers.get('authorization')).not.toBe(calls[1]?.headers.get('authorization'))
    expect(twin.requests.filter(({ status }) => status === 200)).toHaveLength(2)
  })
})
