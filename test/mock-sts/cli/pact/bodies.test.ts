/** What passes through the proxy arrives as it was written, in both directions. */
import { request as sendHttp } from 'node:http'
import { gzipSync } from 'node:zlib'
import { createTokenVerifier } from 'helseid-client/verifier'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writtenBodies } from '../../../pact/written-bodies.ts'
import { startTestProxy } from './proxy.ts'
import { type ReceivedCall, startRecordingApi } from './recording-api.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

it.each(writtenBodies)('passes on $name, byte by byte', async ({ type, bytes, encoding }) => {
  const api = await startRecordingApi()
  const { call } = await startTestProxy(sts, { provider: api.origin })
  const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) }
  const response = await call('/x', { method: 'POST', headers, body: new Uint8Array(bytes) })
  expect(response.status).toBe(200)
  expect(api.calls[0]?.body.equals(bytes)).toBe(true)
  expect(api.calls[0]?.headers).toMatchObject({ 'content-type': type, 'content-length': String(bytes.length) })
})

it('passes on eight megabytes in each direction', async () => {
  const big = Buffer.alloc(8_388_608, 'æ')
  const api = await startRecordingApi((response, { body }) => response.end(body))
  const { call } = await startTestProxy(sts, { provider: api.origin })
  const response = await call('/x', { method: 'PUT', body: new Uint8Array(big) })
  expect(Buffer.from(await response.arrayBuffer()).equals(big)).toBe(true)
})

it('passes on a chunked request as chunks', async () => {
  const api = await startRecordingApi()
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  const status = await new Promise((resolve, reject) => {
    const headers = { 'transfer-encoding': 'chunked', 'content-type': 'text/plain' }
    const request = sendHttp(`${proxy.origin}/x`, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
    request.once('error', reject)
    request.write('a')
    request.end('b')
  })
  expect(status).toBe(200)
  expect(api.calls[0]?.headers).toMatchObject({ 'transfer-encoding': 'chunked' })
  expect(String(api.calls[0]?.body)).toBe('ab')
})

it('passes on a chunked and compressed answer as it is', async () => {
  const compressed = gzipSync('{"value":1.0}')
  const api = await startRecordingApi((response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' })
    response.write(compressed.subarray(0, 5))
    response.end(compressed.subarray(5))
  })
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  const [headers, body] = await new Promise<[object, Buffer]>((resolve, reject) => {
    const request = sendHttp(`${proxy.origin}/x`, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve([response.headers, Buffer.concat(chunks)])
    })
    request.once('error', reject)
    request.end()
  })
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' })
  expect(body.equals(compressed)).toBe(true)
})

it('passes on path and query as they are, and status, headers and redirects of the answer', async () => {
  const api = await startRecordingApi((response) => {
    response.writeHead(302, 'Gone For Lunch', { Location: '/elsewhere', 'Set-Cookie': ['a=1', 'b=2'] }).end()
  })
  const { call } = await startTestProxy(sts, { provider: api.origin })
  const response = await call('/a%2Fb//c?q=%20+&q=%C3%A6', { redirect: 'manual' })
  expect(api.calls[0]?.target).toBe('/a%2Fb//c?q=%20+&q=%C3%A6')
  expect([response.status, response.statusText, response.headers.get('location')]).toEqual([
    302,
    'Gone For Lunch',
    '/elsewhere',
  ])
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

it('sends the API its own host and a proof for its own address', async () => {
  const api = await startRecordingApi()
  const { call } = await startTestProxy(sts, { provider: `${api.origin}/v1/` })
  await call('/x?page=2')
  const { target, headers } = api.calls[0] as ReceivedCall
  expect([target, headers.host]).toEqual(['/v1/x?page=2', new URL(api.origin).host])
  const verify = createTokenVerifier({
    issuer: sts.issuer('test'),
    audience: 'nhn:journal',
    scopes: ['nhn:journal/read'],
  })
  const given = { authorization: String(headers.authorization), dpop: String(headers.dpop) }
  await expect(verify(new Request(`${api.origin}/v1/x?page=2`, { headers: given }))).resolves.toBeDefined()
})

it('sends a request without a token, or under another scheme, as it is', async () => {
  const api = await startRecordingApi()
  const { proxy } = await startTestProxy(sts, { provider: api.origin })
  await fetch(`${proxy.origin}/open`)
  await fetch(`${proxy.origin}/basic`, { headers: { authorization: 'Basic eDp5' } })
  expect(api.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Basic eDp5'])
})
