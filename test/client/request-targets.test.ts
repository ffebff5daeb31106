/** Whatever a request line says, an API runs only the route whose path is in the proof: on Node and on each framework. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import express4 from 'express4'
import fastify from 'fastify'
import { createTokenVerifier, type TokenVerifierOptions } from 'helseid-client/verifier'
import { publicJwk } from 'helseid-contract/rules'
import { Hono } from 'hono'
import { createLocalJWKSet } from 'jose'
import Koa from 'koa'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as onExpress from '../examples/client/express.ts'
import * as onFastify from '../examples/client/fastify.ts'
import * as onHono from '../examples/client/hono.ts'
import * as onKoa from '../examples/client/koa.ts'
import { audience, goodRequest, issuer, now, signer } from '../faults/good-request.ts'

const path = '/things'
const common: TokenVerifierOptions = {
  issuer,
  audience,
  now: () => now * 1000,
  jwks: createLocalJWKSet({ keys: [publicJwk(signer) as never] }),
  replayStore: { remember: () => false },
}

/** Servers that answer every accepted request with the path that they route. */
const servers: Readonly<Record<string, (options: TokenVerifierOptions) => Server>> = {
  'Node alone': (options) => {
    const verify = createTokenVerifier(options)
    return createServer((request, response) => {
      verify(request).then(
        () => response.end(request.url?.split('?')[0]),
        ({ status }) => response.writeHead(status ?? 500).end(),
      )
    }).listen(0)
  },
  Koa: (options) => {
    const api = new Koa()
    api.use(onKoa.helseId(options))
    api.use((ctx) => {
      ctx.body = ctx.path
    })
    return api.listen(0)
  },
  'Express 5': (options) => {
    const api = express()
    api.use(onExpress.helseId(options))
    api.use((req, res) => void res.send(req.path))
    return api.listen(0)
  },
  'Express 4': (options) => {
    const api = express4()
    api.use(onExpress.helseId(options))
    api.use((req, res) => void res.send(req.path))
    return api.listen(0)
  },
  Fastify: (options) => {
    const api = fastify()
    api.get('/*', { onRequest: onFastify.helseId(options) }, async (request) => `/${Object(request.params)['*']}`)
    void api.listen({ port: 0 })
    return api.server
  },
  Hono: (options) => {
    const api = new Hono()
    api.use('*', onHono.helseId(options))
    api.all('*', (c) => c.text(c.req.path))
    return serveHono({ fetch: api.fetch, port: 0 }) as Server
  },
}

/** Target, and whether the request is accepted; undefined where a framework repairs the URL before it routes. */
const targets: readonly (readonly [string, boolean | undefined])[] = [
  ['/things', true],
  ['/things?page=1', true],
  ['/admin/../things', undefined],
  ['/admin/%2e%2e/things', undefined],
  ['/admin/.%2E/things', undefined],
  ['/./things', undefined],
  ['/%2e/things', undefined],
  ['//things', false],
  ['/things/', false],
  ['/admin;/things', false],
  ['/admin%2f..%2fthings', false],
  ['/admin/%252e%252e/things', false],
  ['http://x%70atients/things', false],
  ['http://api.example;admin/things', false],
  ["http://api.example'admin/things", false],
  ['http://user@api.example/things', false],
  ['http:///things', false],
  ['ftp://api.example/things', false],
  ['http://api.example?/things', false],
]

async function call(port: number, target: string, htu = 'http://api.example/things') {
  const { token, proof } = goodRequest('p', htu)
  const lines = [
    `GET ${target} HTTP/1.1`,
    'Host: api.example',
    `Authorization: DPoP ${token}`,
    `DPoP: ${proof}`,
    'Connection: close',
  ]
  const socket = connect(port, 'localhost')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const [head = '', ...body] = (await text(socket)).split('\r\n\r\n')
  return { isAccepted: head.split(' ')[1] === '200', body: body.join('') }
}

const rows = Object.keys(servers).flatMap((name) =>
  [{}, { origin: 'http://api.example' }].map((options) => [name, options] as const),
)

describe('an API routes a request only to the path that its proof is for', () => {
  it.each(rows)('it answers on %s with %j', async (name, options) => {
    const server = servers[name]?.({ ...common, ...options }) as Server
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    for (const [target, isAccepted] of targets) {
      const got = await call(port, target)
      // Hono builds a `Request`, whose URL is repaired, and routes by that.
      if (got.isAccepted && name === 'Hono') expect(got.body).toContain(path)
      if (name === 'Hono' && !isAccepted) continue
      const expected = isAccepted ?? false
      expect([target, got.isAccepted]).toEqual([target, expected])
      if (got.isAccepted) expect(got.body).toContain(path)
      if (got.isAccepted) expect(got.body).not.toContain('admin')
    }
  })

  // Hono passes on a `Request`, which keeps the host of the request line: there only `origin` helps.
  it.each(Object.keys(servers).filter((name) => name !== 'Hono'))(
    'on %s the request line does not choose the host',
    async (name) => {
      const server = servers[name]?.(common) as Server
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      const { port } = server.address() as AddressInfo
      const target = 'http://another.example/things'
      expect((await call(port, target)).isAccepted).toBe(true)
      expect((await call(port, target, target)).isAccepted).toBe(false)
    },
  )
})
