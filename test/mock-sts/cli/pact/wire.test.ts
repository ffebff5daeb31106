/** What HTTP allows between a verifier and an API passes through the proxy. */
import dns from 'node:dns'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestOptions, request as sendHttp } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { startTestProxy } from './proxy.ts'
import { startRecordingApi } from './recording-api.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

/** Sends text on a connection of its own; resolves with all that comes back until it is closed. */
async function exchange(origin: string, text: string): Promise<string> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('latin1')
}

async function answered(url: string, options: RequestOptions, body?: string): Promise<IncomingMessage> {
  const request = sendHttp(url, options)
  request.end(body)
  const [response] = await once(request, 'response')
  response.resume()
  return response
}

it.each([
  ['HEAD', 200, { 'content-length': '17', etag: '"a"' }],
  ['GET', 204, { 'x-a': 'b' }],
  ['GET', 304, { etag: '"a"' }],
  ['DELETE', 404, { 'content-length': '0' }],
])('passes on the answer to %s with %d and no body', async (method, status, headers) => {
  const api = await startRecordingApi((response) => response.writeHead(status, headers).end())
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  const response = await answered(`${proxy.origin}/x`, { method })
  expect([response.statusCode, response.headers]).toEqual([status, expect.objectContaining(headers)])
  expect(api.calls[0]?.method).toBe(method)
})

it('passes on a body that waits for 100 Continue', async () => {
  const api = await startRecordingApi((response, { body }) => response.end(body))
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  const request = sendHttp(`${proxy.origin}/x`, { method: 'POST', headers: { expect: '100-continue' } })
  request.flushHeaders()
  await once(request, 'continue')
  request.end('{"a":1.0}')
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  expect(String(Buffer.concat(chunks))).toBe('{"a":1.0}')
})

it('keeps the connection of the verifier open for its next request', async () => {
  const api = await startRecordingApi((response) => response.end('a'))
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  const one = 'GET /x HTTP/1.1\r\nHost: a\r\nAuthorization: DPoP a\r\nDPoP: a\r\n'
  const text = await exchange(proxy.origin, `${one}\r\n${one}Connection: close\r\n\r\n`)
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  expect(api.calls.map(({ headers }) => decodeJwt(String(headers.dpop)).htm)).toEqual(['GET', 'GET'])
})

const upgrade =
  'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: YQ==\r\n\r\n'

it('passes on a request for another protocol as an ordinary one, and goes on', async () => {
  const api = await startRecordingApi((response) => response.writeHead(426, { upgrade: 'websocket' }).end())
  const { proxy, call } = await startTestProxy(sts, { provider: api.origin })
  const text = await exchange(proxy.origin, upgrade)
  expect(text).toMatch(/^HTTP\/1\.1 426 /)
  expect((await call('/x')).status).toBe(426)
})

it('says that the API has switched to another protocol, and goes on', async () => {
  const server = createServer((_request, response) => void response.end()).listen(0, '127.0.0.1')
  server.on('upgrade', (_request, socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  )
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { proxy, call } = await startTestProxy(sts, {
    provider: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  const text = await exchange(proxy.origin, upgrade)
  expect(text).toMatch(/^HTTP\/1\.1 599 .*has switched to another protocol; the proxy passes on HTTP alone/s)
  expect((await call('/x')).status).toBe(200)
})

it('says that an API ends its answer too early, and goes on', async () => {
  let isFirst = true
  const api = await startRecordingApi((response) => {
    if (!isFirst) return response.end('whole')
    isFirst = false
    response.writeHead(200, { 'content-length': '100' })
    response.write('part')
    setImmediate(() => response.destroy())
  })
  const { call } = await startTestProxy(sts, { provider: api.origin })
  const cut = call('/x').then((response) => response.text())
  await expect(cut).rejects.toThrow()
  expect(await (await call('/x')).text()).toBe('whole')
})

it('reaches an API that listens on IPv6 alone, and names it in Host and proofs', async () => {
  const server = createServer((request, response) => {
    const { htu } = decodeJwt(String(request.headers.dpop))
    response.end(JSON.stringify([request.headers.host, htu]))
  }).listen(0, '::1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const provider = `http://[::1]:${(server.address() as AddressInfo).port}/v1`
  const { call } = await startTestProxy(sts, { provider })
  expect(await (await call('/x')).json()).toEqual([new URL(provider).host, `${provider}/x`])
})

it.each([
  '/',
  '//x',
  '/a/../b',
  '/a;b=c/d,e',
  '/x?',
  '/x?b=2&a=1&b=1',
  '/x?q=a+b%20c',
  '/%C3%A6',
  '/x?u=http://a.example/b?c',
])('passes on the target %s as it is', async (target) => {
  const api = await startRecordingApi()
  const { proxy } = await startTestProxy(sts, { provider: `${api.origin}/base` })
  await exchange(proxy.origin, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  expect(api.calls.map((call) => call.target)).toEqual([`/base${target}`])
})

it('sends a large body twice for a proof used twice', async () => {
  const big = Buffer.alloc(3_000_000, 'æ')
  const api = await startRecordingApi()
  const { state, call } = await startTestProxy(sts, { provider: api.origin })
  await call('/x')
  await state('a proof used twice')
  expect((await call('/x', { method: 'POST', body: new Uint8Array(big) })).status).toBe(200)
  expect(api.calls.map(({ body }) => body.length)).toEqual([0, big.length, big.length])
})

it('takes a request that names its whole address to be for the API', async () => {
  const api = await startRecordingApi()
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  await exchange(proxy.origin, `GET ${proxy.origin}/x?a=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  expect(api.calls.map((call) => call.target)).toEqual(['/x?a=1'])
})

it('names the API and the reason if it does not listen, also at none of several addresses', async () => {
  const { lookup } = dns
  const all = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]
  vi.spyOn(dns, 'lookup').mockImplementation(((name: string, ...others: never[]) =>
    name === 'two.example'
      ? (others.at(-1) as unknown as (error: null, addresses: object[]) => void)(null, all)
      : Reflect.apply(lookup, dns, [name, ...others])) as never)
  onTestFinished(() => void vi.restoreAllMocks())
  const provider = 'http://two.example:1'
  const { call, state } = await startTestProxy(sts, { provider, states: `${provider}/states` })
  const reason = `API at ${provider} gave no answer: ECONNREFUSED`
  expect(await (await call('/x')).text()).toBe(`The ${reason}`)
  await state('a patient')
  expect(await (await call('/x')).text()).toContain(`the state URL ${provider}/states of --states: `)
  await state('expired-token')
  expect(await (await call('/x')).text()).toBe(`The interaction could not be set up: the ${reason}`)
})
