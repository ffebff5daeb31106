/** The recipes of docs/client.md: logs, spans, and APIs on Koa and Express, each as it stands there. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import express from 'express'
import { createHelseIdClient } from 'helseid-client'
import { startMockSts } from 'helseid-mock'
import Koa from 'koa'
import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as expressRecipe from '../examples/client/express.ts'
import * as koaRecipe from '../examples/client/koa.ts'
import { traceHelseId } from '../examples/client/opentelemetry.ts'
import { logHelseId } from '../examples/client/pino.ts'
import { demoClient } from '../mock-sts/demo-client.ts'
import { pair, start, thrown } from './pair.ts'

describe('what the client publishes', () => {
  it('becomes pino logs, with the level that it deserves', async () => {
    const lines: { level: number; msg: string; correlationId?: string }[] = []
    logHelseId(pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) }))
    await pair().client.getToken()
    const error = await thrown(pair({ registration: { enabled: false } }).client.getToken())
    expect(lines).toMatchObject([
      { level: 30, msg: 'helseid-client:token', clientId: 'c', attempts: 2 },
      { level: 50, msg: 'helseid-client:token-failed', error: 'invalid_client', correlationId: error.correlationId },
    ])
  })

  it('becomes OpenTelemetry spans, below the span of whoever asked', async () => {
    const exporter = new InMemorySpanExporter()
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    onTestFinished(() => context.disable())
    const tracer = provider.getTracer('test')
    traceHelseId(tracer)
    const asking = tracer.startSpan('a patient is asked for')
    await context.with(trace.setSpan(context.active(), asking), () => pair().client.getToken())
    const refused = pair({ registration: { enabled: false } }).client
    await thrown(refused.getToken())
    await thrown(refused.rotateKey({ store: () => undefined }))
    const [good, bad, , rotation] = exporter.getFinishedSpans()
    expect(good?.parentSpanContext?.spanId).toBe(asking.spanContext().spanId)
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

describe('an API', () => {
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example' }
  const { clientId, privateJwk: key, registration, scope } = demoClient
  const listening = async (server: Server) => {
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    return `http://localhost:${(server.address() as AddressInfo).port}/things?page=1`
  }
  const verification = { audience: 'nhn:test-public-samplecode', scopes: [scope] }
  it.each<[string, (issuer: string) => Server]>([
    [
      'on Koa',
      (issuer) => {
        const app = new Koa()
        app.proxy = true
        app.use(koaRecipe.helseId({ issuer, ...verification }))
        app.use((ctx) => {
          ctx.body = { caller: ctx.state.helseId.client_id }
        })
        return app.listen(0)
      },
    ],
    [
      'on Express',
      (issuer) => {
        const app = express()
        app.set('trust proxy', true)
        app.use(expressRecipe.helseId({ issuer, ...verification }))
        app.get('/things', (_req, res) => void res.json({ caller: res.locals.helseId.client_id }))
        return app.listen(0)
      },
    ],
  ])('%s lets in who has a token and a proof, once, and challenges the others', async (_, serve) => {
    const sts = await startMockSts({ port: 0, clients: [registration] })
    onTestFinished(() => sts.close())
    const issuer = sts.issuer('test')
    const url = await listening(serve(issuer))
    const client = createHelseIdClient({ issuer, clientId, key, scopes: [scope] })
    const response = await client.fetch(url)
    expect([response.status, await response.json()]).toEqual([200, { caller: clientId }])
    const headers = await client.headersFor(url)
    expect([(await fetch(url, { headers })).status, (await fetch(url, { headers })).status]).toEqual([200, 401])
    const behindProxy = await client.headersFor('https://api.example/things')
    expect((await fetch(url, { headers: { ...behindProxy, ...forwarded } })).status).toBe(200)
    const stranger = await fetch(url)
    expect([stranger.status, stranger.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^DPoP algs=/),
    ])
  })
})
