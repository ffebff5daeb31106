/** `client.fetch` and `client.headersFor` with APIs that challenge, refuse, hang, or accept only Bearer. */
import { getEventListeners } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Readable } from 'node:stream'
import { createHelseIdClient } from 'helseid-client'
import { startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { Agent } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { abortable } from '../../client/abortable.ts'
import { through } from '../examples/client/undici.ts'
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { collectEvents } from './collect-events.ts'
import { type PairOptions, pair, seen, thrown } from './pair.ts'

const api = 'https://api.example/hello?x=1'

/** An API in this process that responds with the next function each time, and keeps using the last one. */
function withApi(answers: ((request: Request) => Response | Promise<Response>)[], options: PairOptions = {}) {
  const calls: Request[] = []
  const made = pair({
    ...options,
    instead: (request) => {
      if (!request.url.startsWith('https://api.example')) return undefined
      calls.push(request.clone())
      return answers[Math.min(calls.length, answers.length) - 1]?.(request)
    },
  })
  return { ...made, calls }
}
const proofOf = (request: Request | undefined) => decodeJwt(String(request?.headers.get('dpop')))
const ok = () => new Response('ok')
let nonce = 0
const challenge = () =>
  new Response('body', {
    status: 401,
    headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': `n${++nonce}` },
  })
const refusal =
  (error = 'invalid_token', status = 401) =>
  () =>
    new Response(null, { status, headers: { 'www-authenticate': `DPoP error="${error}", algs="ES256"` } })

describe('authorization', () => {
  it('is DPoP, with a new proof for each request that has the URL without its query', async () => {
    const { client, calls } = withApi([ok])
    await client.fetch(api, { headers: { accept: 'text/plain' } })
    await client.fetch(new URL(api), { method: 'DELETE' })
    await client.fetch(new Request(api))
    expect(calls.map(({ method, headers }) => [method, headers.get('authorization')?.slice(0, 7)])).toEqual([
      ['GET', 'DPoP ey'],
      ['DELETE', 'DPoP ey'],
      ['GET', 'DPoP ey'],
    ])
    expect(calls[0]?.headers.get('accept')).toBe('text/plain')
    const proofs = calls.map(proofOf)
    expect(proofs[1]).toMatchObject({ htm: 'DELETE', htu: 'https://api.example/hello', ath: expect.any(String) })
    expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(3)
  })

  it('has the method in capitals, in the proof and in the request', async () => {
    const { client, calls } = withApi([ok])
    await client.fetch(api, { method: 'patch', body: 'x' })
    await client.fetch(api, { method: 'patch' })
    expect(calls.map((call) => [call.method, proofOf(call).htm])).toEqual([
      ['PATCH', 'PATCH'],
      ['PATCH', 'PATCH'],
    ])
  })

  it('is set by the client only: a header from the caller is an error', async () => {
    const { client, calls } = withApi([ok])
    for (const name of ['Authorization', 'dpop']) {
      const headers = { [name]: 'Basic eDp5' }
      await expect(client.fetch(api, { headers })).rejects.toThrow(
        `client.fetch sets the header ${name.toLowerCase()} itself`,
      )
      await expect(client.fetch(new Request(api, { headers }))).rejects.toThrow(TypeError)
    }
    expect(calls).toEqual([])
  })

  it('is Bearer, without a proof, for legacy APIs when configured', async () => {
    const { client, calls } = withApi([ok], { client: { scheme: 'bearer' }, registration: { requireDpop: false } })
    await client.fetch(api)
    expect(calls[0]?.headers.get('authorization')).toMatch(/^Bearer ey/)
    expect(calls[0]?.headers.has('dpop')).toBe(false)
  })

  it('is available as headers for other HTTP clients', async () => {
    const { client } = pair()
    const headers = await client.headersFor(api, 'PUT')
    expect(headers).toEqual({ authorization: expect.stringMatching(/^DPoP ey/), dpop: expect.any(String) })
    expect(decodeJwt(String(headers.dpop))).toMatchObject({ htm: 'PUT', htu: 'https://api.example/hello' })
    // HTTP clients accept `patch` and send PATCH.
    expect(decodeJwt(String((await client.headersFor(api, 'patch')).dpop)).htm).toBe('PATCH')
    const bearer = pair({ client: { scheme: 'bearer' }, registration: { requireDpop: false } }).client
    expect(Object.keys(await bearer.headersFor(api))).toEqual(['authorization'])
  })
})

describe('a token is sent only over HTTPS', () => {
  it.each(['http://api.example/', 'http://localhost.example/', 'http://10.0.0.1/', 'ftp://api.example/'])(
    'refuses %s',
    async (address) => {
      const { client, sentRequests } = withApi([ok])
      const refused = expect.objectContaining({ name: 'TypeError', message: expect.stringContaining('must be https') })
      expect(await thrown(client.fetch(address))).toEqual(refused)
      expect(await thrown(client.headersFor(address))).toEqual(refused)
      expect(sentRequests).toEqual([])
    },
  )

  it.each([
    'http://helseid-sts.nhn.no/x',
    'http://api.selvbetjening.test.nhn.no/x',
    'http://HELSEID-STS.test.nhn.no./',
  ])('refuses %s, even with allowPlainHttp', async (address) => {
    const { client, sentRequests } = pair({ client: { allowPlainHttp: true } })
    await expect(client.headersFor(address)).rejects.toThrow('must be https')
    expect(sentRequests).toEqual([])
  })

  it.each(['http://localhost:1/', 'http://api.localhost/', 'http://127.8.0.1/', 'http://[::1]/'])(
    'allows plain HTTP to this machine: %s',
    async (address) => {
      const { client } = pair({ instead: ({ url }) => (url.startsWith('http:') ? ok() : undefined) })
      expect((await client.fetch(address)).status).toBe(200)
    },
  )

  it('allows plain HTTP to other machines with allowPlainHttp', async () => {
    const { client } = pair({ client: { allowPlainHttp: true } })
    expect(await client.headersFor('http://api.mesh.internal/')).toHaveProperty('authorization')
    await expect(client.headersFor('ftp://api.mesh.internal/')).rejects.toThrow('must be https')
  })

  it('allows plain HTTP to any API if the issuer is a twin on plain HTTP', async () => {
    const { client } = pair({ client: { environment: undefined as never, issuer: 'http://twin:8080/test' } })
    expect(await client.headersFor('http://api:3000/')).toHaveProperty('authorization')
  })
})

describe('nonces of the API', () => {
  it('are reused until another arrives, separately for each origin', async () => {
    const { client, calls } = withApi([challenge, ok])
    const response = await client.fetch(api, { method: 'POST', body: 'some text' })
    await client.fetch('https://api.example/other')
    await client.fetch('https://api.example.org/')
    expect([response.status, calls.length]).toEqual([200, 4])
    expect(calls.map((call) => proofOf(call).nonce)).toEqual([undefined, `n${nonce}`, `n${nonce}`, undefined])
    expect(await calls[1]?.text()).toBe('some text')
  })

  it('are separate from HelseID’s, even at the same origin', async () => {
    const proofs: unknown[] = []
    const { client } = pair({
      instead: (request) => {
        if (!request.url.endsWith('/api')) return undefined
        proofs.push(proofOf(request).nonce)
        return ok()
      },
    })
    await client.fetch('https://helseid-sts.test.nhn.no/api')
    expect(proofs).toEqual([undefined])
  })

  it('that never end: the third challenge is returned', async () => {
    const { client, calls } = withApi([challenge])
    expect((await client.fetch(api)).status).toBe(401)
    expect(calls).toHaveLength(3)
  })

  it('that are required but not sent: the challenge is returned', async () => {
    const { client, calls, twin } = withApi([refusal('use_dpop_nonce')])
    expect((await client.fetch(api)).status).toBe(401)
    expect([calls.length, seen(twin).length]).toEqual([1, 2])
  })
})

describe('a refusal of the API', () => {
  it('with invalid_token replaces the token once, then returns the response; both refusals are published', async () => {
    const events = collectEvents('helseid-client:api-refused')
    const { client, calls, twin } = withApi([refusal()])
    expect((await client.fetch(api)).status).toBe(401)
    expect(calls).toHaveLength(2)
    expect(calls[0]?.headers.get('authorization')).not.toBe(calls[1]?.headers.get('authorization'))
    expect(seen(twin).filter((status) => status === 200)).toHaveLength(2)
    const event = { clientId: 'c', address: 'https://api.example/hello', error: 'invalid_token' }
    expect(events()).toEqual([
      { ...event, renews: true },
      { ...event, renews: false },
    ])
  })

  it('of every token requests a new one from HelseID only once a minute', async () => {
    const { client, calls, twin, clock } = withApi([refusal()])
    const tokens = () => seen(twin).filter((status) => status === 200).length
    for (let call = 0; call < 10; call++) expect((await client.fetch(api)).status).toBe(401)
    await Promise.all(Array.from({ length: 10 }, () => client.fetch(api)))
    expect([tokens(), calls.length]).toEqual([2, 21])
    clock.ms += 60_000
    await client.fetch(api)
    await client.fetch(api)
    expect(tokens()).toBe(3)
  })

  it('is published with the API’s reasons', async () => {
    const events = collectEvents('helseid-client:api-refused')
    const challenge = 'DPoP error="invalid_token", error_description="the audience is another"'
    const { client } = withApi([
      () => new Response(null, { status: 401, headers: { 'www-authenticate': challenge } }),
      ok,
    ])
    await client.fetch(api)
    expect(events()).toEqual([
      expect.objectContaining({ error: 'invalid_token', errorDescription: 'the audience is another' }),
    ])
  })

  it('followed by a nonce challenge is answered too', async () => {
    const { client, calls } = withApi([refusal(), challenge, ok])
    expect((await client.fetch(api)).status).toBe(200)
    expect(calls).toHaveLength(3)
  })

  it.each([
    ['insufficient_scope', 403],
    ['invalid_dpop_proof', 401],
    ['invalid_token', 400],
  ])('with %s and status %d is returned', async (error, status) => {
    const { client, calls } = withApi([refusal(error, status)])
    expect((await client.fetch(api)).status).toBe(status)
    expect(calls).toHaveLength(1)
  })

  it('with 401 and no challenge is published too', async () => {
    const events = collectEvents('helseid-client:api-refused')
    const { client, calls } = withApi([() => new Response(null, { status: 401 })])
    expect([(await client.fetch(api)).status, calls.length]).toEqual([401, 1])
    expect(events()).toEqual([{ clientId: 'c', address: 'https://api.example/hello', renews: false }])
  })

  it('a redirect is an error with redirect: error, as in fetch', async () => {
    const { client, calls } = withApi([ok])
    await client.fetch(api, { redirect: 'error' })
    await client.fetch(new Request(api, { redirect: 'error' }))
    await client.fetch(api, { redirect: 'follow' })
    expect(calls.map(({ redirect }) => redirect)).toEqual(['error', 'error', 'manual'])
  })

  it('5xx and redirects are returned, not retried and not followed', async () => {
    for (const status of [500, 503, 302]) {
      const { client, calls } = withApi([
        () => new Response(null, { status, headers: { location: 'https://evil.example/' } }),
      ])
      expect((await client.fetch(api)).status).toBe(status)
      expect(calls).toHaveLength(1)
    }
  })
})

describe('a request body', () => {
  const stream = (...parts: string[]) =>
    Readable.toWeb(Readable.from(parts.map((part) => Buffer.from(part)))) as ReadableStream
  it.each<[string, () => NonNullable<RequestInit['body']>, string]>([
    ['text', () => 'hello', 'hello'],
    ['bytes', () => new Uint8Array([104, 105]), 'hi'],
    ['a form', () => new URLSearchParams({ a: '1' }), 'a=1'],
    ['a Blob', () => new Blob(['hello']), 'hello'],
    ['a small stream', () => stream('hel', 'lo'), 'hello'],
  ])('as %s is sent again after a challenge', async (_, body, text) => {
    const { client, calls } = withApi([challenge, ok])
    await client.fetch(api, { method: 'POST', body: body() })
    expect(await calls[1]?.text()).toBe(text)
  })

  it('as a multipart form keeps its boundary', async () => {
    const { client, calls } = withApi([challenge, ok])
    const form = new FormData()
    form.set('a', '1')
    await client.fetch(api, { method: 'POST', body: form })
    expect(Object.fromEntries((await calls[1]?.formData()) ?? [])).toEqual({ a: '1' })
  })

  it('as a large stream is sent without buffering it whole', async () => {
    const { client, calls } = withApi([ok], { client: { maximumReplayBytes: 4 } })
    await client.fetch(api, { method: 'POST', body: stream('abc', 'def', 'ghi') })
    expect(await calls[0]?.text()).toBe('abcdefghi')
  })

  it('as a large stream that has to be sent again fails with body_not_replayable', async () => {
    const { client, calls } = withApi([challenge, ok], { client: { maximumReplayBytes: 4 } })
    const error = await thrown(client.fetch(api, { method: 'POST', body: stream('abc', 'def') }))
    expect(error).toMatchObject({
      code: 'body_not_replayable',
      status: 401,
      message:
        'https://api.example/hello requires a new nonce, but the request body is a stream larger than maximumReplayBytes and cannot be sent again: repeat the call with a new stream',
    })
    expect(calls).toHaveLength(1)
    // The client has stored the nonce: the next call succeeds.
    expect((await client.fetch(api, { method: 'POST', body: stream('abc', 'def') })).status).toBe(200)
  })

  it('as a stream that never ends is cancelled when the caller aborts', async () => {
    const { client, calls } = withApi([ok])
    await client.getToken()
    const giveUp = new AbortController()
    let cancelled: unknown
    const source = {
      pull: () => giveUp.abort(new Error('no time')),
      cancel(reason: unknown) {
        cancelled = reason
      },
    }
    // Pulled only when it is read.
    const body = new ReadableStream(source, { highWaterMark: 0 })
    await expect(client.fetch(api, { method: 'POST', body, signal: giveUp.signal })).rejects.toThrow('no time')
    expect([cancelled, calls]).toEqual([new Error('no time'), []])
  })

  it('as a stream is not read if there is no token to send it with', async () => {
    const { client } = withApi([ok], { client: { scopes: ['nhn:unknown/scope'] } })
    const body = stream('abc')
    const error = await thrown(client.fetch(api, { method: 'POST', body }))
    expect(error).toMatchObject({ code: 'token_refused' })
    expect(await new Response(body).text()).toBe('abc')
  })

  it('that has been read already is a TypeError, as in fetch', async () => {
    const request = new Request(api, { method: 'POST', body: 'x' })
    await request.text()
    await expect(withApi([ok]).client.fetch(request)).rejects.toThrow(TypeError)
  })
})

it('reports a response that is not HTTP as fetch does, without the response', async () => {
  const server = createTcpServer((socket) => socket.end('no HTTP\r\n\r\n')).listen(0)
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const error = await thrown(withApi([() => fetch(`http://127.0.0.1:${port}`)]).client.fetch(api))
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ message: 'fetch failed', cause: { name: 'HTTPParserError' } })
  expect(error.cause).not.toHaveProperty('data')
})

describe('time-outs and signals', () => {
  const hang = ({ signal }: Request) =>
    new Promise<Response>((_, reject) => {
      if (signal.aborted) reject(signal.reason)
      signal.addEventListener('abort', () => reject(signal.reason))
    })

  it('fail with a TimeoutError if the API does not begin to respond, as with AbortSignal.timeout', async () => {
    const { client } = withApi([hang], { client: { apiTimeout: 0.05 } })
    expect(await thrown(client.fetch(api))).toMatchObject({ name: 'TimeoutError', message: /within 0.05 s/ as never })
  })

  it('signal: null removes the signal of a Request, as in fetch', async () => {
    const { client } = withApi([ok])
    const request = new Request(api, { signal: AbortSignal.abort(new Error('gone')) })
    expect((await client.fetch(request, { signal: null })).status).toBe(200)
    await expect(client.fetch(request)).rejects.toThrow('gone')
  })

  it('end a call even if fetch ignores its signal', async () => {
    const deaf = () => new Promise<Response>(() => undefined)
    const { client } = withApi([deaf], { client: { apiTimeout: 0.05 } })
    expect(await thrown(client.fetch(api))).toMatchObject({ name: 'TimeoutError' })
    const giveUp = new AbortController()
    const calling = withApi([deaf], {}).client.fetch(api, { signal: giveUp.signal })
    setTimeout(() => giveUp.abort(new Error('enough')), 20)
    await expect(calling).rejects.toThrow('enough')
  })

  it('end a call that is aborted just as the request is sent', async () => {
    const giveUp = new AbortController()
    const deaf = () => {
      giveUp.abort(new Error('enough'))
      return new Promise<Response>(() => undefined)
    }
    await expect(withApi([deaf], {}).client.fetch(api, { signal: giveUp.signal })).rejects.toThrow('enough')
  })

  it('leave no listeners on a signal that outlives the calls', async () => {
    const { signal } = new AbortController()
    expect(await abortable(async () => getEventListeners(signal, 'abort').length, signal)).toBe(0)
    const failure = new Error('no')
    await expect(abortable(() => Promise.reject(failure), signal)).rejects.toBe(failure)
    await withApi([ok]).client.fetch(api, { signal })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('the caller’s signal ends the request, or the wait for a token', async () => {
    const { client } = withApi([hang])
    const giveUp = new AbortController()
    const waiting = client.fetch(api, { signal: giveUp.signal })
    giveUp.abort(new Error('no time'))
    await expect(waiting).rejects.toThrow('no time')
    await client.getToken()
    const again = new AbortController()
    const calling = client.fetch(api, { signal: again.signal })
    setTimeout(() => again.abort(new Error('enough')), 10)
    await expect(calling).rejects.toThrow('enough')
  })
})

describe('client.fetch over the wire', () => {
  const { clientId, privateJwk: key, registration, scope } = demoClient
  const start = async () => {
    const sts = await startMockSts({ port: 0, clients: [registration] })
    onTestFinished(() => sts.close())
    return sts
  }

  it('works with the global fetch', async () => {
    const sts = await start()
    const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes: [scope] })
    const response = await client.fetch(`${sts.origin}/nhn-api/test/hello`)
    expect(await response.json()).toMatchObject({ client_id: clientId })
  })

  it('works with undici’s own fetch and dispatcher', async () => {
    const sts = await start()
    const dispatcher = new Agent({ connect: { timeout: 1000 } })
    const client = createHelseIdClient({
      issuer: sts.issuer('test'),
      clientId,
      key,
      scopes: [scope],
      fetch: through(dispatcher),
    })
    const response = await client.fetch(`${sts.origin}/nhn-api/test/hello`)
    expect(await response.json()).toMatchObject({ client_id: clientId })
    await dispatcher.close()
  })

  it('sends a stream again to a server that requires a nonce', async () => {
    const sts = await start()
    const bodies: string[] = []
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      bodies.push(text)
      if (decodeJwt(String(request.headers.dpop)).nonce === 'n') response.end('ok')
      else response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'n' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    onTestFinished(() => void server.close())
    const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes: [scope] })
    const body = Readable.toWeb(Readable.from([Buffer.from('some '), Buffer.from('text')])) as ReadableStream
    const response = await client.fetch(`http://localhost:${(server.address() as AddressInfo).port}/`, {
      method: 'POST',
      body,
    })
    expect([await response.text(), bodies]).toEqual(['ok', ['some text', 'some text']])
  })
})
