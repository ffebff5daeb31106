/** Which web pages, host names and bodies the control plane accepts, and what every answer of it carries. */
import { connect } from 'node:net'
import { createHelseIdMock, type MockOptions, serviceKey, startMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'

const origin = 'http://localhost:8080'
const json = { 'content-type': 'application/json' }

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly at?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

async function send(
  { method = 'POST', path = '/reset', at = origin, headers = {}, body }: Sent,
  options: MockOptions = {},
) {
  const twin = createHelseIdMock(options)
  await twin.use('server-error')
  const request = new Request(`${at}/_mock${path}`, { method, headers, ...(body !== undefined && { body }) })
  const answer = await twin.handle(request)
  const inUse = (await (
    await twin.handle(new Request('http://localhost/_mock/scenarios', { headers: bearer(options) }))
  ).json()) as {
    inUse: unknown[]
  }
  const text = await answer.text()
  return { answer, text, changed: inUse.inUse.length !== 1 }
}

function bearer({ controlToken }: MockOptions): Record<string, string> {
  return controlToken === undefined ? {} : { authorization: `Bearer ${controlToken}` }
}

describe('a web page of another origin', () => {
  const foreign = 'https://foreign.example'
  it.each<[string, Sent]>([
    ['an empty POST', { headers: { origin: foreign } }],
    ['an empty POST of a sandboxed frame', { headers: { origin: 'null' } }],
    [
      'a POST from another port of this machine',
      { headers: { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' } },
    ],
    [
      'a form',
      { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } },
    ],
    ['a GET by fetch', { method: 'GET', path: '/requests', headers: { origin: foreign } }],
    [
      'an image',
      {
        method: 'GET',
        path: '/requests/one',
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      },
    ],
    [
      'a frame with a verdict',
      {
        method: 'GET',
        path: '/requests/one',
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      },
    ],
    [
      'a link to anything but a verdict',
      {
        method: 'GET',
        path: '/requests',
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      },
    ],
    [
      'a preflight request',
      { method: 'OPTIONS', headers: { origin: foreign, 'access-control-request-method': 'POST' } },
    ],
  ])('is refused: %s', async (_, sent) => {
    const { answer, text, changed } = await send(sent)
    expect([answer.status, answer.headers.get('access-control-allow-origin'), changed]).toEqual([403, null, false])
    expect(JSON.parse(text).detail).toContain('--allow-origin')
  })

  it('may link to a verdict', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const { answer } = await send({ method: 'GET', path: '/requests/one', headers })
    expect(answer.status).toBe(404)
  })

  it('may use the control plane if --allow-origin lists it, without credentials', async () => {
    const options = { allowOrigins: ['http://localhost:5173'] }
    const page = { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' }
    const preflightHeaders = {
      ...page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await send(
      { method: 'OPTIONS', headers: preflightHeaders },
      { ...options, controlToken: 'a-control-token' },
    )
    expect(preflight.answer.status).toBe(204)
    expect(Object.fromEntries(preflight.answer.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Last-Event-ID',
      vary: 'Origin',
    })
    expect(preflight.answer.headers.has('access-control-allow-credentials')).toBe(false)
    const { answer, changed } = await send({ headers: page }, options)
    expect([answer.status, answer.headers.get('access-control-allow-origin'), changed]).toEqual([
      204,
      'http://localhost:5173',
      true,
    ])
    expect((await send({ headers: { origin: 'http://localhost:51730' } }, options)).answer.status).toBe(403)
  })
})

it.each<[string, Record<string, string>]>([
  ['a program', {}],
  ['a page of the twin', { origin, 'sec-fetch-site': 'same-origin' }],
  ['a page of the twin behind a proxy with TLS', { origin: 'https://localhost:8080', 'sec-fetch-site': 'same-origin' }],
  ['a page of the twin in a browser without Sec-Fetch-Site', { origin }],
])('%s may use the control plane', async (_, headers) => {
  const { answer, changed } = await send({ headers })
  expect([answer.status, changed]).toEqual([204, true])
})

describe('without a control token', () => {
  const statusAt = async (at: string, options: MockOptions = {}, headers: Record<string, string> = {}) =>
    (await send({ at, headers }, options)).answer.status

  it.each([
    'http://localhost:8080',
    'http://127.0.0.1:8080',
    'http://[::1]:8080',
    'http://192.168.1.20:8080',
    'http://twin.localhost:8080',
    'http://helseid-mock:8080',
    'http://host.docker.internal:8080',
    'https://helseid-sts.test.nhn.no',
  ])('the control plane answers at %s', async (at) => {
    expect(await statusAt(at)).toBe(204)
  })

  it('a name that anyone could point at this machine is answered 421 with the flag', async () => {
    const { answer, text, changed } = await send({ at: 'http://rebound.example:8080' })
    expect([answer.status, changed]).toEqual([421, false])
    expect(JSON.parse(text).detail).toContain('--allow-host rebound.example')
    expect(await statusAt('http://rebound.example.:8080')).toBe(421)
    expect(await statusAt('http://127.0.0.1.rebound.example:8080')).toBe(421)
    expect(await statusAt(origin, { trustProxy: true }, { host: 'rebound.example' })).toBe(421)
  })

  it('--issuer and --allow-host add names, and a control token admits all', async () => {
    expect(await statusAt('http://idp.example:8080', { issuer: 'https://idp.example' })).toBe(204)
    expect(await statusAt('http://twin.example:8080', { allowHosts: ['twin.example'] })).toBe(204)
    for (const written of ['twin.example:8080', 'http://twin.example:8080', 'https://twin.example/'])
      expect(await statusAt('http://twin.example:8080', { allowHosts: [written] })).toBe(204)
    await expect(statusAt('http://twin.example:8080', { allowHosts: ['*'] })).rejects.toThrow(/allowHosts\/0/)
    expect(await statusAt('http://rebound.example', { controlToken: 'a-control-token' })).toBe(401)
  })
})

it.each([
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['application/jsonp', 415],
  ['application/json', 201],
  ['application/json; charset=utf-8', 201],
])('a body of the type %s is answered with %i', async (type, status) => {
  const body = JSON.stringify({ name: 'invalid-client' })
  const { answer, text } = await send({ path: '/scenarios', headers: { 'content-type': type }, body })
  expect(answer.status).toBe(status)
  if (status === 415)
    expect(JSON.parse(text)).toMatchObject({ status: 415, detail: expect.stringContaining('application/json') })
})

it('GET and HEAD requests change nothing on any route', async () => {
  const twin = createHelseIdMock({
    clients: [{ clientId: 'one', scopes: [], legacyAuth: true, clientSecret: 'hush-hush' }],
  })
  await twin.use('server-error')
  const session = await twin.createSession()
  const get = async (path: string, method = 'GET') => twin.handle(new Request(`${origin}/_mock${path}`, { method }))
  const state = async () =>
    Promise.all(
      ['/requests?endpoint=any', '/clients', '/apis', '/scenarios', '/keys', '/sessions'].map(async (path) =>
        (await get(path)).text(),
      ),
    )
  const before = await state()
  for (const path of Object.keys(openApiDocument.paths))
    for (const id of ['one', session.id])
      for (const method of ['GET', 'HEAD']) {
        const answer = await get(path.replace('{id}', id), method)
        expect(answer.status, `${method} ${path}`).toBeLessThan(500)
        if (method === 'HEAD') expect(await answer.text()).toBe('')
      }
  expect(await state()).toEqual(before)
})

it.each<[string, Sent]>([
  ['JSON', { method: 'GET', path: '/scenarios' }],
  ['an empty answer', {}],
  ['404', { method: 'GET', path: '/nowhere' }],
  ['400', { path: '/scenarios', headers: json, body: '{}' }],
  ['403', { headers: { origin: 'https://foreign.example' } }],
  ['421', { at: 'http://rebound.example' }],
  ['the certificate', { method: 'HEAD', path: '/ca.pem' }],
])('%s stays out of caches and frames and keeps its type', async (_, sent) => {
  const { answer } = await send(sent)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
})

it('HEAD /_mock/ca.pem answers as GET, without a body', async () => {
  const { mock } = assembleTwin({ caCertificate: 'PEM' }, { issuerOf: realIssuerOf, store: createMemoryStore() })
  const ask = async (method: string) => {
    const answer = await mock.handle(new Request(`${origin}/_mock/ca.pem`, { method }))
    return [answer.status, answer.headers.get('content-type'), await answer.text()]
  }
  expect(await ask('GET')).toEqual([200, 'application/octet-stream', 'PEM'])
  expect(await ask('HEAD')).toEqual([200, 'application/octet-stream', ''])
})

it('a request with two Host headers is answered with 400', async () => {
  await using sts = await startMockSts({ port: 0 })
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(sts.port, '127.0.0.1', () =>
      socket.end('GET /readyz HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\nConnection: close\r\n\r\n'),
    )
    socket.on('data', (data) => resolve(String(data)))
    socket.on('error', reject)
  })
  expect(answer).toMatch(/^HTTP\/1.1 400 /)
})

it.each([
  'localhost/_mock/reset#',
  'localhost/_mock/reset?',
  'evil.example@localhost',
  'localhost:80/x',
  'localhost\\x',
  'a b',
])(
  'a Host header with anything but host and port is answered with 400, and does not choose the path: %s',
  async (host) => {
    await using sts = await startMockSts({ port: 0 })
    await sts.use('server-error')
    const headers = `Host: ${host}\r\nContent-Length: 0\r\nConnection: close`
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(sts.port, '127.0.0.1', () => socket.end(`POST /test/x HTTP/1.1\r\n${headers}\r\n\r\n`))
      socket.on('data', (data) => resolve(String(data)))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
  },
)

it.each(['localhost/_mock/reset#', 'localhost/_mock/reset?'])(
  'an X-Forwarded-Host with anything but host and port is answered with 400: %s',
  async (host) => {
    await using sts = await startMockSts({ port: 0, trustProxy: true })
    const answer = await fetch(`${sts.origin}/test/x`, { method: 'POST', headers: { 'x-forwarded-host': host } })
    expect(answer.status).toBe(400)
  },
)

it('the key derived from the control token is withheld from log and journal', async () => {
  const controlToken = 'a-control-token'
  const lines: string[] = []
  const twin = createHelseIdMock({ controlToken, log: (event) => lines.push(JSON.stringify(event)) })
  const body = new URLSearchParams({ client_id: serviceKey(controlToken) })
  await twin.fetch(`${origin}/test/connect/token`, { method: 'POST', body })
  expect(lines.join() + JSON.stringify(twin.requests)).not.toContain(serviceKey(controlToken))
  expect(lines.join()).toContain('(withheld-control-token)')
})

it('a name of the certificate needs no --allow-host', async () => {
  await using sts = await startMockSts({ port: 0, tlsNames: ['twin.example'] })
  const request = new Request('http://twin.example/_mock/reset', { method: 'POST' })
  expect((await sts.handle(request)).status).toBe(204)
})
