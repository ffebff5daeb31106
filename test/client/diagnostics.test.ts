/** The events for logs and traces, which never contain a secret or a token. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { createHelseIdClient, diagnosticNames, type HelseIdClientOptions, HelseIdError } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { otherScope, pair, start, thrown } from './pair.ts'

afterEach(() => vi.restoreAllMocks())

describe('events of the client', () => {
  it('report a token and its renewal', async () => {
    const events = collectEvents('helseid-client:token')
    const { client, clock } = pair()
    await client.getToken()
    clock.ms += 596_000
    await client.getToken()
    const common = { clientId: 'c', issuer: 'https://helseid-sts.test.nhn.no', scopes: ['nhn:example/a'] }
    expect(events()).toEqual([
      {
        ...common,
        correlationId: 'id-1',
        startedAt: start,
        endedAt: start,
        attempts: 2,
        kid: keyRing.ec.kid,
        tokenType: 'DPoP',
        expiresAt: start + 600_000,
        renewal: false,
      },
      expect.objectContaining({ ...common, renewal: true }),
    ])
  })

  it('report a failed authentication with the correlation id of its error', async () => {
    const events = collectEvents('helseid-client:token-failed')
    const registration = { jwks: { keys: [publicJwk(keyRing.ec as Jwk)] } }
    const { client } = pair({
      client: { key: keyRing.unregistered, organization: { parent: '994598759' } },
      registration,
    })
    const { correlationId, message, verdict } = await thrown(client.getToken())
    expect(events()).toMatchObject([
      {
        correlationId,
        code: 'token_refused',
        error: 'invalid_client',
        status: 400,
        message,
        verdict,
        parent: '994598759',
      },
    ])
  })

  it('list withheld scopes', async () => {
    const events = collectEvents('helseid-client:token')
    const { client } = pair({ registration: { tenancy: 'multi-tenant', termsNotAccepted: [otherScope] } })
    await client.getToken({ scopes: ['nhn:example/a', otherScope], organization: { parent: '994598759' } })
    expect(events()).toMatchObject([{ rejectedScope: otherScope }])
  })

  it('have the correlationId of their exchange, including those about metadata', async () => {
    const events = collectEvents('helseid-client:retry', 'helseid-client:token-failed')
    const { client } = pair({ instead: () => new Response(null, { status: 503 }) })
    const error = await thrown(client.getToken())
    expect(error.code).toBe('discovery_failed')
    expect(events()).toHaveLength(4)
    expect(new Set(events().map((event) => (event as { correlationId: string }).correlationId))).toEqual(
      new Set([error.correlationId]),
    )
  })
})

describe('no secret or token', () => {
  const legacyClientSecret = 'the-legacy/secret='
  it('appears in an event, an error or on the console, whatever happens', async () => {
    const printed = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) => vi.spyOn(console, name))
    const events = collectEvents(...diagnosticNames)
    const secrets = new Set<string>([
      keyRing.ec.d,
      keyRing.registered.d,
      keyRing.registered.p,
      keyRing.proof.d,
      legacyClientSecret,
      encodeURIComponent(legacyClientSecret),
    ])
    const errors: unknown[] = []
    const leaky = 'eyJhbGciOiJSUzI1NiJ9.eyJsZWFrIjp0cnVlfQ.c2lnbmF0dXJl'
    secrets.add(leaky)
    /** Responses with a token or the request in unexpected places. */
    const answers: ((body: URLSearchParams) => Response | undefined)[] = [
      () => undefined,
      () => Response.json({ access_token: leaky, token_type: 'nonsense', expires_in: 1 }),
      () => Response.json({ access_token: leaky, token_type: 'DPoP' }),
      () => Response.json({ access_token: leaky, token_type: 'Bearer', expires_in: 60 }),
      () => Response.json({ access_token: leaky, token_type: 'DPoP', expires_in: 'x' }),
      () => new Response(`<html>${leaky}</html>`, { headers: { 'content-type': `text/html; ${leaky}` } }),
      () => new Response(leaky),
      () => new Response(null, { status: 302, headers: { location: `https://evil.example/?t=${leaky}` } }),
      (body) => Response.json({ error: leaky, error_description: String(body) }, { status: 400 }),
      () => new Response(leaky, { status: 503 }),
      () => Response.json({ error: 'invalid_client', error_description: leaky }, { status: 400 }),
      () => Response.json({ access_token: leaky, token_type: 'DPoP', expires_in: 60, rejected_scope: leaky }),
      (body) =>
        Response.json({ access_token: 'opaque', token_type: 'DPoP', expires_in: 60, rejected_scope: String(body) }),
      (body) =>
        Response.json({ error: body.get('client_secret') ?? `_${body.get('client_assertion')}` }, { status: 400 }),
      (body) =>
        Response.json(
          { error: 'invalid_client' },
          { status: 400, headers: { 'x-helseid-mock-verdict': `https://sts.example/?${body}` } },
        ),
      (body) => new Response('x', { headers: { 'content-type': `text/${body}` } }),
    ]
    const credentials: Partial<HelseIdClientOptions>[] = [
      { key: [keyRing.ec, keyRing.registered] as never },
      { key: undefined as never, legacyClientSecret },
    ]
    for (const [answer, credential] of answers.flatMap((answer) => credentials.map((one) => [answer, one] as const))) {
      const store = {
        get: () => Promise.reject(new Error('gone')),
        set: async () => undefined,
        delete: async () => undefined,
      }
      const { client, sentRequests } = pair({
        client: { ...credential, dpopKey: keyRing.proof, store, retries: 1 },
        registration: { jwks: { keys: [publicJwk(keyRing.ec as Jwk)] } },
        instead: async (request) => {
          if (request.url.startsWith('https://api.'))
            return new Response(null, { status: 401, headers: { 'www-authenticate': `DPoP error="${leaky}"` } })
          return request.method === 'POST' ? answer(new URLSearchParams(await request.clone().text())) : undefined
        },
      })
      await client.getToken().then(
        ({ accessToken }) => secrets.add(accessToken),
        (error) => errors.push(error),
      )
      await client.fetch('https://api.example/').catch((error) => errors.push(error))
      for (const request of sentRequests) {
        secrets.add(String(request.headers.get('dpop')))
        secrets.add(String(new URLSearchParams(await request.text()).get('client_assertion')))
      }
    }
    secrets.delete('null')
    expect(errors.filter((error) => error instanceof HelseIdError).length).toBeGreaterThan(answers.length)
    expect(events().length).toBeGreaterThan(2 * answers.length)
    const text = inspect([events(), errors, errors.map((error) => JSON.stringify(error))], {
      depth: null,
      maxStringLength: null,
      maxArrayLength: null,
      showHidden: true,
    })
    // The first characters are enough to find a truncated JWT.
    for (const secret of secrets)
      expect(text.includes(secret.slice(0, 100)), `${secret.slice(0, 30)}… was emitted`).toBe(false)
    for (const spy of printed) expect(spy).not.toHaveBeenCalled()
  })

  it.each<[string, (sent: string) => Response | Promise<Response>]>([
    ['an OAuth error', (sent) => Response.json({ error: 'invalid_request', error_description: sent }, { status: 400 })],
    ['a 5xx', (sent) => Response.json({ error: 'server_error', error_description: sent }, { status: 500 })],
    ['a content type', (sent) => new Response('x', { headers: { 'content-type': `text/${sent}` } })],
    ['a connection that broke', (sent) => Promise.reject(new Error(sent))],
  ])('appears in errors and events if %s quotes a legacy secret', async (_, answer) => {
    const legacyClientSecret = 'not-a secret/ø'
    const encoded = 'not-a+secret%2F%C3%B8'
    const events = collectEvents(...diagnosticNames)
    const { client } = pair({
      client: { key: undefined as never, legacyClientSecret, retries: 0 },
      instead: async (request) => {
        if (request.method !== 'POST') return undefined
        const sent = await request.clone().text()
        expect(sent).toContain(encoded)
        return answer(sent)
      },
    })
    const error: HelseIdError = await thrown(client.getToken())
    const emitted = inspect([error.message, { ...error }, events()], { depth: null })
    expect(emitted).toContain('client_secret=[secret]')
    expect(emitted).not.toContain(encoded)
  })

  /** A server that echoes its requests in a response that is not HTTP, and the tokens it received. */
  async function echo(): Promise<{ address: string; sent: readonly string[] }> {
    const sent: string[] = []
    const server = createServer((socket) => {
      socket.on('data', (data) => {
        sent.push(
          ...String(data)
            .matchAll(/eyJ[\w.-]{40,}/g)
            .map(([jwt]) => jwt),
        )
        socket.end(`HTTP/1.1 200 OK\r\nno header ${data}`)
      })
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent }
  }

  it('appears in the error about a response that is not HTTP', async () => {
    const { address: issuer, sent } = await echo()
    const metadata = { issuer, token_endpoint: `${issuer}/token` }
    const client = createHelseIdClient({
      issuer,
      clientId: 'c',
      key: keyRing.ec,
      retries: 0,
      fetch: async (input, init) => (init?.method === 'POST' ? fetch(input, init) : Response.json(metadata)),
    })
    const error = await thrown(client.getToken())
    expect([error.code, sent.length]).toEqual(['network', expect.toSatisfy((count: number) => count > 0)])
    for (const jwt of sent) expect(inspect(error, { depth: null, maxStringLength: null })).not.toContain(jwt)
  })

  it('appears in the error about an API response that is not HTTP', async () => {
    const { address, sent } = await echo()
    const twin = pair().twin
    const client = createHelseIdClient({
      environment: 'test1',
      clientId: 'c',
      key: keyRing.ec,
      now: () => start,
      fetch: async (input, init) =>
        String(input).startsWith(address) ? fetch(input, init) : twin.handle(new Request(input, init)),
    })
    const error = await thrown(client.fetch(address))
    expect([error instanceof TypeError, sent.length]).toEqual([true, 2])
    for (const jwt of sent) expect(inspect(error, { depth: null, maxStringLength: null })).not.toContain(jwt)
  })

  it('appears in the event about an API that quotes an opaque token', async () => {
    const events = collectEvents('helseid-client:api-refused')
    const { client } = pair({
      instead: (request) => {
        if (request.url.endsWith('/connect/token'))
          return Response.json({ access_token: 'opaque-token', expires_in: 600, token_type: 'DPoP', scope: 'x' })
        if (!request.url.startsWith('https://api.example')) return undefined
        const [, token] = String(request.headers.get('authorization')).split(' ')
        return new Response(null, { status: 401, headers: { 'www-authenticate': `DPoP error="no ${token}"` } })
      },
    })
    await client.fetch('https://api.example/')
    expect(events()).toEqual([expect.objectContaining({ error: 'no [secret]' })])
  })
})
