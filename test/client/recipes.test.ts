/** Runs the recipes of docs/client.md: logs, spans, and APIs on Node alone, Express, Koa, Fastify and Hono. */

import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { createHelseIdClient } from 'helseid-client'
import type { TokenVerifierOptions } from 'helseid-client/verifier'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import pino from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import * as expressApi from '../examples/client/express-api.ts'
import * as fastifyApi from '../examples/client/fastify-api.ts'
import * as honoServer from '../examples/client/hono-server.ts'
import * as koaApi from '../examples/client/koa-api.ts'
import * as nodeApi from '../examples/client/node-api.ts'
import { traceHelseId } from '../examples/client/opentelemetry.ts'
import { logHelseId } from '../examples/client/pino.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { createExpress4Api } from './express4-api.ts'
import { otherScope, pair, start, thrown } from './pair.ts'

type Settings = Omit<TokenVerifierOptions, 'audience' | 'scopes'>

describe('an event of the client', () => {
  it('becomes pino logs with the right level', async () => {
    const lines: { level: number; msg: string; correlationId?: string }[] = []
    logHelseId(pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) }))
    await pair().client.getToken()
    const error = await thrown(pair({ registration: { enabled: false } }).client.getToken())
    expect(lines).toMatchObject([
      { level: 30, msg: 'helseid-client:token', clientId: 'c', attempts: 2 },
      { level: 50, msg: 'helseid-client:token-failed', error: 'invalid_client', correlationId: error.correlationId },
    ])
  })

  it('is a warning for a key file without a usable key, but not for a changed one', async () => {
    const lines: { level: number; msg: string }[] = []
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-client-')), 'key.json')
    writeFileSync(file, JSON.stringify(keyRing.ec))
    const jwks = { keys: [keyRing.ec, keyRing.ec384].map((key) => publicJwk(key as Jwk)) }
    const { client } = pair({ client: { key: { file } }, registration: { jwks } })
    await client.getToken()
    logHelseId(pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) }))
    for (const [text, scopes] of [
      [JSON.stringify(keyRing.ec384), []],
      ['no key', [otherScope]],
    ] as const) {
      writeFileSync(file, text)
      await client.getToken({ scopes })
    }
    expect(lines.filter(({ msg }) => msg === 'helseid-client:key-file')).toMatchObject([
      { level: 30, kid: keyRing.ec384.kid },
      { level: 40, problem: expect.stringContaining(file) },
    ])
  })

  it('becomes an OpenTelemetry span, a child of the caller’s span', async () => {
    const exporter = new InMemorySpanExporter()
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    onTestFinished(() => context.disable())
    const tracer = provider.getTracer('test')
    traceHelseId(tracer)
    const caller = tracer.startSpan('look up a patient')
    await context.with(trace.setSpan(context.active(), caller), () => pair().client.getToken())
    const refused = pair({ registration: { enabled: false } }).client
    await thrown(refused.getToken())
    await thrown(refused.rotateKey({ store: () => undefined }))
    const [good, bad, , rotation] = exporter.getFinishedSpans()
    expect(good?.parentSpanContext?.spanId).toBe(caller.spanContext().spanId)
    expect(good).toMatchObject({
      name: 'HelseID token',
      startTime: [start / 1000, 0],
      attributes: { 'helseid.attempts': 2 },
    })
    expect(bad).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'helseid.error': 'invalid_client' },
    })
    expect(rotation).toMatchObject({
      name: 'HelseID key rotation',
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'helseid.step': 'read' },
    })
  })
})

describe('the API recipe', () => {
  const { clientId, privateJwk: key, registration, scope } = demoClient
  const recipes: [string, (from: Settings) => Server][] = [
    ['on Node alone', (from) => nodeApi.createApi(from).listen(0)],
    ['on Koa', (from) => koaApi.createApi(from).listen(0)],
    ['on Express 5', (from) => expressApi.createApi(from).listen(0)],
    ['on Express 4', (from) => createExpress4Api(from).listen(0)],
    ['on Fastify', (from) => fastifyServer(from)],
    ['on Hono', (from) => honoServer.startApi(from, 0) as Server],
  ]
  /** Fastify's `listen` returns a promise of the address. */
  const fastifyServer = (from: Settings) => {
    const api = fastifyApi.createApi(from)
    void api.listen({ port: 0 })
    return api.server
  }
  const started = async (serve: (from: Settings) => Server, origin: Pick<Settings, 'origin'> = {}) => {
    const sts = await startMockSts({ port: 0, clients: [registration] })
    onTestFinished(() => sts.close())
    const issuer = sts.issuer('test')
    const server = serve({ issuer, ...origin })
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const client = createHelseIdClient({ issuer, clientId, key, scopes: [scope] })
    return { client, port, url: `http://localhost:${port}/things?page=1` }
  }

  it.each(recipes)(
    '%s accepts a token with a fresh proof once, and challenges every other request',
    async (_, serve) => {
      const { client, url } = await started(serve)
      const response = await client.fetch(url)
      expect([response.status, await response.json()]).toEqual([200, { caller: clientId, organization: {} }])
      const headers = await client.headersFor(url)
      expect([(await fetch(url, { headers })).status, (await fetch(url, { headers })).status]).toEqual([200, 401])
      const stranger = await fetch(url)
      expect([stranger.status, stranger.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringMatching(/^DPoP algs=/),
      ])
      expect((await fetch(url.replace('things', 'health'))).status).toBe(200)
    },
  )

  // Without it an API answers 503 and no one knows why.
  it.each(recipes)('%s logs in one line why it answers 503, without the token', async (_, serve) => {
    const { client, port } = await started(serve)
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    onTestFinished(() => logged.mockRestore())
    const cause = new Error('connect ECONNREFUSED')
    const unreachable = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const server = serve({ issuer: 'http://localhost/test', fetch: unreachable })
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const other = (server.address() as AddressInfo).port
    const headers = await client.headersFor(`http://localhost:${port}/things`)
    expect((await fetch(`http://localhost:${other}/things`, { headers })).status).toBe(503)
    expect(logged.mock.calls).toEqual([
      [expect.stringMatching(/^keys-unavailable: HelseID's keys could not be fetched: .*ECONNREFUSED/)],
    ])
    const [line = ''] = logged.mock.calls.flat() as string[]
    expect(line).not.toMatch(/\n|eyJ/)
  })

  it.each(recipes)('%s accepts only proofs for its own address behind a proxy', async (_, serve) => {
    const { client, url } = await started(serve, { origin: 'https://api.example' })
    const good = await client.headersFor('https://api.example/things')
    expect((await fetch(url, { headers: good })).status).toBe(200)
    const forAnother = await client.headersFor('https://another.example/things')
    const claimed = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'another.example' }
    expect((await fetch(url, { headers: { ...forAnother, ...claimed } })).status).toBe(401)
  })

  it.each(recipes)('%s does not let the Host header change the path that a proof is for', async (recipe, serve) => {
    const { client, port } = await started(serve)
    const { authorization = '', dpop = '' } = await client.headersFor('http://localhost/cheap')
    const headers = ['host', 'localhost/cheap?', 'authorization', authorization, 'dpop', dpop, 'connection', 'close']
    const [response] = await once(httpRequest({ port, path: '/things', headers }).end(), 'response')
    // Hono's server refuses such a header itself.
    const refusal = recipe === 'on Hono' ? [400, ''] : [401, '{"error":"proof-htu"}']
    expect([response.statusCode, await text(response)]).toEqual(refusal)
  })

  it.each(recipes)('%s serves no path whose dot segments URL parsing resolves', async (recipe, serve) => {
    const { client, port } = await started(serve)
    for (const path of ['/things/../things', '/./things', '/x/%2e%2e/things']) {
      const { authorization = '', dpop = '' } = await client.headersFor(`http://localhost:${port}/things`)
      const headers = ['host', `localhost:${port}`, 'authorization', authorization, 'dpop', dpop, 'connection', 'close']
      const [response] = await once(httpRequest({ port, path, headers }).end(), 'response')
      // Hono's server resolves them itself, before it chooses a route; other frameworks may have no route for it.
      expect(recipe === 'on Hono' ? [200] : [401, 404], path).toContain(response.statusCode)
    }
  })

  it.each(recipes)('%s does not let the request line choose the host', async (_, serve) => {
    const { client, port } = await started(serve)
    const { authorization = '', dpop = '' } = await client.headersFor('http://localhost:1/things')
    const headers = ['host', `localhost:${port}`, 'authorization', authorization, 'dpop', dpop, 'connection', 'close']
    const path = 'http://localhost:1/things'
    const [response] = await once(httpRequest({ port, path, headers }).end(), 'response')
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toContain('invalid_dpop_proof')
  })
})
