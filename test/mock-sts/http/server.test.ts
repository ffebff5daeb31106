/** The HTTP server: both loopback addresses, any port, and requests that are malformed, oversized or of the wrong type. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let sts: StartedMockSts
let token: string

beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
  token = `${sts.issuer('test')}/connect/token`
})
afterAll(() => sts.close())

it('listens on both loopback addresses and gives each caller the issuer it can reach', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    const issuer = `http://${host}:${sts.port}/test`
    const document = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
    expect(document).toMatchObject({ issuer })
  }
})

it('fails with EADDRINUSE and the port if the port is taken', async () => {
  await expect(startMockSts({ port: sts.port })).rejects.toMatchObject({ code: 'EADDRINUSE', port: sts.port })
})

it.each(['/healthz', '/isalive', '/readyz'])('%s answers 200', async (path) => {
  expect((await fetch(sts.origin + path)).status).toBe(200)
})

it('answers 404 with a list of served paths for an unknown path', async () => {
  const response = await fetch(`${sts.origin}/nothing`)
  expect(response.status).toBe(404)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({
    detail: expect.stringContaining('/test/.well-known/openid-configuration'),
  })
})

it.each(['/test/connect/token', '/_mock/clients', '/healthz', '/nothing'])(
  'answers TRACE at %s with 405, and with the allowed methods, which RFC 9110 requires',
  async (path) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(sts.origin + path, { method: 'TRACE' }, (response) => resolve(response.resume()))
      request.on('error', reject)
      request.end()
    })
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST, DELETE'])
  },
)

it('answers 404 for a name with invalid percent-encoding', async () => {
  expect((await fetch(`${sts.origin}/_mock/clients/%E0%A4`)).status).toBe(404)
})

it('ignores a user name in the request target', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(sts.port, '127.0.0.1', () =>
      socket.end(
        `GET http://u:p@localhost:${sts.port}/readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      ),
    )
    socket.on('data', (data) => resolve(String(data)))
    socket.on('error', reject)
  })
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
})

describe('bad input to the token endpoint', () => {
  const form = 'application/x-www-form-urlencoded'
  const post = (body: NonNullable<RequestInit['body']>, type: string | null = form) =>
    fetch(token, { method: 'POST', body, headers: type === null ? {} : { 'content-type': type } })

  it.each<[string, () => Promise<Response>]>([
    ['GET', () => fetch(token)],
    ['PUT', () => fetch(token, { method: 'PUT', body: 'a=b' })],
    ['DELETE', () => fetch(token, { method: 'DELETE' })],
    ['OPTIONS', () => fetch(token, { method: 'OPTIONS' })],
    ['JSON', () => post('{"grant_type":"client_credentials"}', 'application/json')],
    ['multipart', () => post(new FormData(), null)],
    ['no media type', () => post(new Blob(['a=b']), null)],
    ['an empty body', () => post('')],
    ['bytes that are not text', () => post(new Uint8Array(1000).fill(0xff))],
    ['broken percent encoding', () => post('%=%ZZ&&&==&client_id')],
    ['65 KiB of nothing', () => post(`filler=${'x'.repeat(65 * 1024)}`)],
    ['5 MiB', () => post(`client_id=x&filler=${'x'.repeat(5 * 1024 * 1024)}`)],
    ['100,000 fields', () => post('a=b&'.repeat(100_000))],
  ])('%s gets an OAuth error in JSON', async (_, send) => {
    const response = await send()
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(response.headers.get('cache-control')).toBe('no-store, no-cache, max-age=0')
    expect(response.headers.get('pragma')).toBe('no-cache')
    expect(response.headers.has('www-authenticate')).toBe(false)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^invalid_(request|client)$/) })
  })

  it('writes header names in the case HelseID does', async () => {
    const names = await new Promise<string[]>((resolve, reject) => {
      const request = httpRequest(token, { method: 'POST' }, (response) => {
        response.resume()
        resolve(response.rawHeaders.filter((_, index) => index % 2 === 0))
      })
      request.on('error', reject)
      request.end()
    })
    expect(names).toEqual(expect.arrayContaining(['Content-Type', 'Cache-Control', 'Pragma']))
  })

  it.each([
    ['bytes that are not HTTP', 'hello\r\n\r\n'],
    ['a Host header that is not a host', 'GET /test/connect/token HTTP/1.1\r\nHost: [oops\r\n\r\n'],
    ['a request target that is not an address', 'GET http://%%%/ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a truncated body', 'POST /test/connect/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\na=b'],
  ])('stays up after %s', async (_, bytes) => {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(sts.port, '127.0.0.1', () => socket.end(bytes))
      socket.on('close', () => resolve())
      socket.on('error', reject)
      socket.resume()
    })
    expect((await fetch(`${sts.origin}/readyz`)).status).toBe(200)
  })
})
