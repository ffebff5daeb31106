/** What the client does when HelseID, or something in between, does not issue a token. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { HelseIdError } from 'helseid-client'
import { environmentNames } from 'helseid-contract'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import certificates from '../keys/certificates.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { pair, start, thrown } from './pair.ts'

const pemOf = (jwk: unknown) =>
  createPrivateKey({ key: jwk as never, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }) as string
const isToken = (request: Request) => request.url.endsWith('/connect/token')
/** Responds to the first `times` token requests instead of the twin. */
const first = (times: number, answer: () => Response | Promise<Response>) => {
  let left = times
  return (request: Request) => (isToken(request) && left-- > 0 ? answer() : undefined)
}
const always = (answer: () => Response | Promise<Response>) => first(Number.POSITIVE_INFINITY, answer)
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(null, { status: code, headers })
const noConnection = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }))

describe('HelseIdError', () => {
  it('carries code, OAuth error, status, attempts, correlation id, cause and, from the twin, the verdict', async () => {
    const registration = { jwks: { keys: [publicJwk(keyRing.ec as Jwk)] } }
    const { client } = pair({ client: { key: keyRing.unregistered }, registration })
    const error = await thrown(client.getToken())
    expect(error).toBeInstanceOf(HelseIdError)
    expect(error).toMatchObject({
      name: 'HelseIdError',
      code: 'token_refused',
      error: 'invalid_client',
      status: 400,
      attempts: 1,
      correlationId: expect.stringMatching(/^id-/),
      cause: { name: 'ResponseBodyError' },
      // A link would lead to HelseID, because this twin has no port.
      verdict: expect.stringMatching(/^kid-registered: expected .*, seen .*\. Set `kid` /),
    })
    expect(error.message).toBe(`HelseID refused the token request: invalid_client; why: ${error.verdict}`)
  })
})

it('a refusal says which organisation it is for, and when the key expired according to its certificate', async () => {
  const key = { pem: pemOf(keyRing.registered), certificate: certificates.registered }
  const ended = Date.parse(new X509Certificate(certificates.registered).validTo)
  const registration = { certificates: [certificates.registered], tenancy: 'multi-tenant' }
  const made = pair({ client: { key, organization: { parent: '994598759' } }, registration })
  made.clock.ms = ended + 1000
  const error = await thrown(made.client.getToken())
  expect(error).toMatchObject({ error: 'invalid_client', keyExpiredAt: ended, organization: { parent: '994598759' } })
  expect(error.message).toContain(
    `(for the organisation 994598759); the client’s key expired at ${new Date(ended).toISOString()}; why: `,
  )
})

describe('retries what can succeed later', () => {
  it.each<[string, () => Response | Promise<Response>, number[]]>([
    ['no connection', noConnection, [188, 375]],
    ['500', status(500), [188, 375]],
    ['502 with a web page', () => new Response('<html>', { status: 502 }), [188, 375]],
    ['503 with Retry-After', status(503, { 'retry-after': '2' }), [2125, 2125]],
    ['429 with Retry-After', status(429, { 'retry-after': '1' }), [1125, 1125]],
    ['429 without Retry-After', status(429), [188, 375]],
    ['503 with a date in the past', status(503, { 'retry-after': new Date(start - 5000).toUTCString() }), [188, 375]],
    ['503 with a Retry-After that is not a whole number', status(503, { 'retry-after': '1.5' }), [188, 375]],
    ['503 with Retry-After: 0', status(503, { 'retry-after': '0' }), [188, 375]],
    [
      'a response that breaks off',
      () => new Response(new ReadableStream({ pull: (c) => c.error(new Error('reset')) })),
      [188, 375],
    ],
  ])('%s: retries twice with a longer wait each time, then gets a token', async (_, answer, expected) => {
    const { client, waits, sentRequests } = pair({ instead: first(2, answer) })
    const retries = collectEvents('helseid-client:retry')
    await expect(client.getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
    expect(waits).toEqual(expected)
    expect(retries()).toHaveLength(2)
    const assertions = await Promise.all(
      sentRequests
        .filter(isToken)
        .map(async (request) => new URLSearchParams(await request.text()).get('client_assertion')),
    )
    expect(new Set(assertions).size).toBe(assertions.length)
  })

  it('waits until the date in Retry-After', async () => {
    const { client, waits } = pair({
      instead: first(1, status(503, { 'retry-after': new Date(start + 7000).toUTCString() })),
    })
    await client.getToken()
    expect(waits).toEqual([7125])
  })

  it.each<[string, () => Response | Promise<Response>, object]>([
    ['no connection', noConnection, { code: 'network', message: expect.stringContaining('ECONNREFUSED') }],
    ['503', status(503), { code: 'unavailable', status: 503 }],
  ])('%s every time: throws after four requests', async (_, answer, expected) => {
    const { client, waits } = pair({ instead: always(answer) })
    expect(await thrown(client.getToken())).toMatchObject({ ...expected, attempts: 4 })
    expect(waits).toEqual([188, 375, 750])
  })

  it('reports the OAuth error of a 5xx', async () => {
    const body = { error: 'temporarily_unavailable', error_description: 'back at noon' }
    const { client } = pair({ instead: always(() => Response.json(body, { status: 503 })) })
    expect(await thrown(client.getToken())).toMatchObject({
      code: 'unavailable',
      error: 'temporarily_unavailable',
      errorDescription: 'back at noon',
      message: 'HelseID returned 503: temporarily_unavailable (back at noon)',
    })
  })

  it('reports a Retry-After above maximumRetryAfter at once', async () => {
    const { client, waits } = pair({ instead: always(status(503, { 'retry-after': '3600' })) })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'unavailable', retryAfter: 3600, attempts: 1 })
    expect(waits).toEqual([])
  })

  it('spreads the waits between half and all of the backoff', async () => {
    for (const [random, wait] of [
      [0, 125],
      [0.999, 250],
    ] as const) {
      const { client, waits } = pair({ client: { random: () => random }, instead: first(1, noConnection) })
      await client.getToken()
      expect(waits).toEqual([wait])
    }
  })

  it('does not retry with retries: 0', async () => {
    const { client } = pair({ client: { retries: 0 }, instead: always(noConnection) })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'network', attempts: 1 })
  })
})

describe('does not retry what cannot succeed', () => {
  it.each([
    'invalid_client',
    'invalid_request',
    'invalid_scope',
    'invalid_grant',
    'unauthorized_client',
    'invalid_dpop_proof',
  ])('%s', async (error) => {
    const { client, sentRequests, waits } = pair({ instead: always(() => Response.json({ error }, { status: 400 })) })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'token_refused', error, attempts: 1 })
    expect([sentRequests.filter(isToken).length, waits]).toEqual([1, []])
  })

  it('invalid_client, even if it has a 5xx status', async () => {
    const { client, sentRequests } = pair({
      instead: always(() => Response.json({ error: 'invalid_client' }, { status: 500 })),
    })
    expect(await thrown(client.getToken())).toMatchObject({ error: 'invalid_client', status: 500, attempts: 1 })
    expect(sentRequests.filter(isToken)).toHaveLength(1)
  })
})

it('reads the OAuth error of a response with a challenge too, and tries the next key', async () => {
  const refusal = () =>
    Response.json({ error: 'invalid_client' }, { status: 401, headers: { 'www-authenticate': 'Basic realm="sts"' } })
  const { client } = pair({ instead: always(refusal) })
  expect(await thrown(client.getToken())).toMatchObject({ code: 'token_refused', error: 'invalid_client', status: 401 })
  const key = [keyRing.ec384, keyRing.ec] as never
  const two = pair({
    client: { key },
    registration: { jwks: { keys: [publicJwk(keyRing.ec as Jwk)] } },
    instead: first(1, refusal),
  })
  await expect(two.client.getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
})

describe('nonce challenges of HelseID', () => {
  it('that never end fail after three requests', async () => {
    let nonce = 0
    const challenge = () =>
      Response.json({ error: 'use_dpop_nonce' }, { status: 400, headers: { 'dpop-nonce': `n${++nonce}` } })
    const { client } = pair({ instead: always(challenge) })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'nonce_loop', error: 'use_dpop_nonce', attempts: 3 })
  })

  it('fail at once if they have no nonce', async () => {
    const { client } = pair({ instead: always(() => Response.json({ error: 'use_dpop_nonce' }, { status: 400 })) })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'nonce_missing', attempts: 1 })
  })
})

describe('hostile responses are limited and reported for what they are', () => {
  const gigabytes = () => {
    const chunk = new Uint8Array(64 * 1024)
    return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }))
  }
  const drip = () =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 10))
          controller.enqueue(new Uint8Array([32]))
        },
      }),
    )
  const json = (body: object) => () => Response.json(body)
  const good = { access_token: 'x', token_type: 'DPoP', expires_in: 60 }

  it.each<[string, () => Response | Promise<Response>, string, RegExp]>([
    ['a gigantic body', gigabytes, 'too_large', /larger than 1048576 bytes/],
    ['a slow drip', drip, 'timeout', /no complete response within 0.1 s/],
    ['silence', () => new Promise(() => undefined), 'timeout', /no complete response within 0.1 s/],
    [
      'a redirect',
      status(302, { location: 'https://login.example/?next=x' }),
      'redirected',
      /redirect to https:\/\/login.example$/,
    ],
    [
      'a web page',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      'invalid_response',
      /\(200, text\/html\)/,
    ],
    [
      'two content types',
      () => Response.json(good, { headers: { 'content-type': 'application/json, text/html' } }),
      'invalid_response',
      /\(200, application\/json, text\/html\): the content type is not application\/json/,
    ],
    ['an empty body', () => new Response(''), 'invalid_response', /not a token response/],
    ['an array', () => Response.json([]), 'invalid_response', /not a token response/],
    ['deep nesting', () => new Response('['.repeat(500_000)), 'invalid_response', /not a token response/],
    ['no access_token', json({ ...good, access_token: undefined }), 'invalid_response', /access_token/],
    [
      'an access_token that no header accepts',
      json({ ...good, access_token: 'se\r\ncret' }),
      'invalid_response',
      /^(?!.*cret).*contains characters that a token must not have/,
    ],
    ['no expires_in', json({ ...good, expires_in: undefined }), 'invalid_response', /no expires_in/],
    ['a negative expires_in', json({ ...good, expires_in: -1 }), 'invalid_response', /expires_in/],
    [
      'an unbound token',
      json({ ...good, token_type: 'Bearer' }),
      'invalid_response',
      /the token type is bearer, but dpop was requested/,
    ],
    ['another type of token', json({ ...good, token_type: 'mac' }), 'invalid_response', /token_type/],
  ])('reports %s in the token response', async (_, answer, code, message) => {
    const { client, waits } = pair({ client: { timeout: 0.1 }, instead: always(answer) })
    expect(await thrown(client.getToken())).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(waits).toEqual([])
  })

  it.each<[string, () => Response | Promise<Response>, RegExp]>([
    ['a gigantic body', gigabytes, /larger than/],
    ['a slow drip', drip, /no complete response/],
    ['a redirect', status(301, { location: '/elsewhere' }), /redirect to https:\/\/helseid-sts.test.nhn.no$/],
    ['a web page', () => new Response('<html>'), /JSON|json/],
    ['another issuer', json({ issuer: 'https://evil.example' }), /issuer/],
    [
      'the issuer with a slash',
      json({ issuer: 'https://helseid-sts.test.nhn.no/' }),
      /the metadata belongs to the issuer "https:\/\/helseid-sts.test.nhn.no\/"/,
    ],
    ['no token endpoint', json({ issuer: 'https://helseid-sts.test.nhn.no' }), /token_endpoint/],
    [
      'a token endpoint on plain HTTP',
      json({ issuer: 'https://helseid-sts.test.nhn.no', token_endpoint: 'http://helseid-sts.test.nhn.no/t' }),
      /must have the issuer's origin https:\/\/helseid-sts.test.nhn.no$/,
    ],
    ['404', status(404), /\(404, no content type\): .*status code/],
  ])('reports %s in the metadata', async (_, answer, message) => {
    const instead = (request: Request) => (isToken(request) ? undefined : answer())
    const { client, sentRequests } = pair({ client: { timeout: 0.1 }, instead })
    const error = await thrown(client.getToken())
    expect(error).toMatchObject({ code: 'discovery_failed', message: expect.stringMatching(message) })
    expect(sentRequests.filter(isToken)).toEqual([])
  })

  const assertion = 'eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJjIn0.c2lnbmF0dXJl'

  it.each<[string, unknown, string]>([
    ['with undefined', undefined, 'no response: undefined'],
    ['with a string', 'gone', 'no response: gone'],
    ['quoting the request', new Error(`POST ${assertion}`), 'no response: POST [JWT]'],
  ])('reports a fetch that fails %s', async (_, reason, message) => {
    const events = collectEvents('helseid-client:token-failed')
    const { client } = pair({ client: { retries: 0 }, instead: always(() => Promise.reject(reason)) })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'network', message })
    expect(events()).toMatchObject([{ message }])
  })

  it('shortens error_description and redacts JWTs in it', async () => {
    const answer = { error: 'invalid_client', error_description: `you sent ${assertion} ${'x'.repeat(10_000)}` }
    const { client } = pair({ instead: always(() => Response.json(answer, { status: 400 })) })
    const error = await thrown(client.getToken())
    expect(error.errorDescription).toMatch(/^you sent \[JWT\] x+$/)
    expect(error.message.length).toBeLessThan(700)
  })

  it('shortens the verdict header and redacts JWTs in it', async () => {
    const headers = { 'x-helseid-mock-verdict': `https://evil.example/${assertion}/${'x'.repeat(10_000)}` }
    const { client } = pair({
      instead: always(() => Response.json({ error: 'invalid_client' }, { status: 400, headers })),
    })
    const error = await thrown(client.getToken())
    expect(error.verdict).toMatch(/^https:\/\/evil.example\/\[JWT\]\/x+$/)
    expect(error.message.length).toBeLessThan(700)
  })
})

describe('HelseID’s metadata', () => {
  const day = 24 * 60 * 60 * 1000
  const metadataRequests = (requests: readonly Request[]) => requests.filter((request) => !isToken(request)).length

  it('is cached for 24 hours', async () => {
    const { client, clock, sentRequests } = pair()
    await client.getToken()
    clock.ms += day - 1
    await client.getToken()
    expect(metadataRequests(sentRequests)).toBe(1)
    clock.ms += 1
    await client.getToken({ scopes: ['nhn:example/b'] })
    expect(metadataRequests(sentRequests)).toBe(2)
  })

  it('stays in use when a refresh fails, and is fetched again a minute later', async () => {
    let down = false
    const stale = collectEvents('helseid-client:stale')
    const { client, clock, sentRequests } = pair({
      instead: (request) => (down && !isToken(request) ? status(404)() : undefined),
    })
    await client.getToken()
    down = true
    clock.ms += day
    await client.getToken()
    await client.getToken({ scopes: ['nhn:example/b'] })
    expect([metadataRequests(sentRequests), stale()]).toEqual([2, [expect.objectContaining({ what: 'metadata' })]])
    down = false
    clock.ms += 600_000
    await client.getToken()
    expect(metadataRequests(sentRequests)).toBe(3)
  })

  it.each([503, 429])('is fetched again when Retry-After of a %d says', async (code) => {
    let busy = 2
    const answer = status(code, { 'retry-after': '2' })
    const { client, waits } = pair({ instead: (request) => (isToken(request) || busy-- <= 0 ? undefined : answer()) })
    await client.getToken()
    expect(waits).toEqual([2125, 2125])
  })

  it.each<[string, () => Response | Promise<Response>, object]>([
    [
      'a Retry-After above maximumRetryAfter',
      status(503, { 'retry-after': '3600' }),
      { status: 503, retryAfter: 3600, attempts: 1 },
    ],
    ['503 every time', status(503), { status: 503, attempts: 4 }],
    ['no connection', noConnection, { attempts: 4 }],
    ['403', status(403, { 'content-type': 'text/html' }), { status: 403, attempts: 1 }],
    [
      'a web page',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      { status: 200, attempts: 1 },
    ],
  ])('fails with the status and the number of requests in the error: %s', async (_, answer, expected) => {
    const events = collectEvents('helseid-client:token-failed')
    const { client } = pair({ instead: answer })
    expect(await thrown(client.getToken())).toMatchObject({ code: 'discovery_failed', ...expected })
    const { retryAfter: _later, ...event } = expected as { retryAfter?: number }
    expect(events()).toMatchObject([event])
  })

  it('is fetched again after an exchange without a connection', async () => {
    const { client, sentRequests } = pair({ client: { retries: 0 }, instead: first(1, noConnection) })
    await thrown(client.getToken())
    await client.getToken()
    expect(metadataRequests(sentRequests)).toBe(2)
  })
})

describe('the clock', () => {
  it('reports a difference from the Date of responses once, and in every error', async () => {
    const events = collectEvents('helseid-client:clock-skew')
    const headers = () => ({ date: new Date(start + 600_000).toUTCString() })
    const { client } = pair({
      instead: (request) =>
        isToken(request) ? Response.json({ error: 'invalid_client' }, { status: 400, headers: headers() }) : undefined,
    })
    const error = await thrown(client.getToken())
    await thrown(client.getToken())
    expect(error).toMatchObject({
      clockSkew: 600,
      message: expect.stringContaining('this machine’s clock is 600 s behind HelseID’s'),
    })
    expect(events()).toEqual([{ clientId: 'c', issuer: 'https://helseid-sts.test.nhn.no', seconds: 600 }])
  })

  it.each([-5, -1, 0, 1, 5])('ignores a difference of %d s', async (seconds) => {
    const events = collectEvents('helseid-client:clock-skew')
    const headers = { date: new Date(start + seconds * 1000).toUTCString() }
    const { client } = pair({
      instead: (request) => (isToken(request) ? new Response(null, { status: 404, headers }) : undefined),
    })
    expect((await thrown(client.getToken())).clockSkew).toBeUndefined()
    expect(events()).toEqual([])
  })
})

describe('the check of the options', () => {
  it('reports every problem at once, with names and suggestions', () => {
    const options = {
      environment: 'test3',
      clientId: '',
      scope: 'a',
      scopes: ['a b'],
      organization: { parent: '12', orgnr: '994598759', sfmJournalId: 'x' },
      renewBefore: -1,
      apiTimeout: Number.MAX_SAFE_INTEGER,
      selvbetjening: 'https://api.selvbetjening.nhn.no/',
      retries: 1.5,
      store: {},
      fetch: 'x',
      now: undefined,
    }
    const create = () => pair({ client: options as never })
    for (const part of [
      `unknown environment "test3": use ${environmentNames.join(', ')}`,
      'clientId must be the client id registered with HelseID',
      'unknown option scope',
      'scopes must be an array of strings with one scope each',
      'organization.parent must have nine digits, not "12"',
      'unknown member orgnr of organization: use parent, child, sfmJournalId',
      'organization.sfmJournalId must be a UUID, not "x"',
      'renewBefore must be a number of seconds, 0 or more',
      'apiTimeout must be a number of seconds from 0.001 to 2147483',
      'selvbetjening "https://api.selvbetjening.nhn.no/" must not end with a slash',
      'retries must be a whole number of times, 0 or more',
      'store must have the methods get, set and delete',
      'store requires dpopKey',
      'fetch must be a function',
    ])
      expect(create).toThrow(part)
  })

  it.each([
    ['https://helseid-sts.test.nhn.no/', /must not end with a slash/],
    ['helseid-sts.test.nhn.no', /is not a URL/],
    ['ftp://helseid-sts.test.nhn.no', /must be an https URL/],
    ['https://helseid-sts.test.nhn.no?x=1', /must not have a query or fragment/],
    ['https://helseid-sts.test.nhn.no#', /must not have a query or fragment/],
    [' https://helseid-sts.test.nhn.no ', /must not start or end with whitespace/],
    ['https://a:secret@helseid-sts.test.nhn.no', /issuer must not contain a user name or password/],
    [new URL('https://helseid-sts.test.nhn.no') as never, /issuer must be a string/],
  ])('rejects the issuer %s', (issuer, message) => {
    expect(() => pair({ client: { environment: undefined as never, issuer } })).toThrow(message)
  })

  it.each([
    ['javascript:alert(1)', /must be an https URL/],
    ['file:///etc', /must be an https URL/],
    ['https://u:p@api.example', /must not contain a user name or password/],
    ['https://api.example?y', /must not have a query or fragment/],
    ['http://api.selvbetjening.nhn.no', /HelseID never uses plain HTTP/],
    ['http://api.example', /set allowPlainHttp/],
  ])('rejects the address %s of Selvbetjening', (selvbetjening, message) => {
    expect(() => pair({ client: { selvbetjening } })).toThrow(message)
  })

  it.each<[string, object, RegExp]>([
    ['selvbetjening', new URL('https://api.selvbetjening.nhn.no/v1'), /selvbetjening must be a string/],
    ['dpopKey', null as never, /dpopKey must be a private JWK/],
  ])('rejects %s of the wrong type, and reports other problems too', (name, value, message) => {
    expect(() => pair({ client: { [name]: value, timeout: -1 } as never })).toThrow(message)
    expect(() => pair({ client: { [name]: value, timeout: -1 } as never })).toThrow(/timeout must be/)
  })

  it('reports every problem with the options of a single call too', async () => {
    const { client } = pair()
    await expect(client.getToken({ organization: { parent: '1' }, scopes: ['a b'] })).rejects.toThrow(
      /scopes must be an array .*; organization.parent must have nine digits/,
    )
  })
})
