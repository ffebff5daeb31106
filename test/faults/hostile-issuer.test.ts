/** Metadata, keys and stores that are hostile in time and size: whatever they do, client and verifier answer in bounded time. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createHelseIdClient, HelseIdError, type TokenStore } from 'helseid-client'
import { createTokenVerifier, TokenRefused } from 'helseid-client/verifier'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { inBoundedTime } from '../in-bounded-time.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { recordFigure } from './figures.ts'
import { audience, goodRequest, issuer, now, scope, signer, url } from './good-request.ts'

type Answer = (response: ServerResponse) => void

const json = (text: string | Buffer, headers = {}): Answer => {
  return (response) => void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text)
}

/** One response each, all of them wrong. */
const responses: Readonly<Record<string, Answer>> = {
  'no response at all': () => undefined,
  'one byte in a while': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  },
  'a body without end': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (!response.destroyed && response.write(' '.repeat(65_536)));
    }
    response.on('drain', more)
    more()
  },
  'a body of 8 MiB in 8 KiB of gzip': json(gzipSync(' '.repeat(8 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
  'broken gzip': json('{}', { 'content-encoding': 'gzip' }),
  'nesting without end': json('['.repeat(500_000)),
  'closed nesting': json(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
  HTML: (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>login</h1>'),
  null: json('null'),
  'a number': json('7'),
  'an object with members of the wrong type': json('{"issuer":7,"token_endpoint":[],"jwks_uri":{},"keys":"x"}'),
  'a redirect to another host': (response) => void response.writeHead(302, { location: 'http://evil.example/' }).end(),
  'headers, then a reset': (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{')
    setTimeout(() => response.destroy(), 20)
  },
}

/** A server that answers everything, or everything but its metadata, in one way; and the issuer that it is. */
async function serve(answer: Answer, hasMetadata: boolean) {
  const server = createServer((request, response) => {
    if (!hasMetadata || !request.url?.endsWith('/openid-configuration')) return answer(response)
    json(JSON.stringify({ issuer: address, jwks_uri: `${address}/jwks`, token_endpoint: `${address}/token` }))(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/test`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return address
}

/** How long each call took, in milliseconds. */
const calls: Record<string, number[]> = {}
let begun = 0

/** Notes how long a call takes, if it ends in bounded time. */
async function timed<T>(what: string, call: Promise<T>): Promise<T> {
  begun++
  const { result, elapsed } = await inBoundedTime(call)
  calls[what] = [...(calls[what] ?? []), elapsed]
  return result
}

afterAll(() => {
  const ended = Object.values(calls).flat().length
  const slowest = Object.entries(calls).map(([what, times]) => `${what} ${Math.round(Math.max(...times))} ms`)
  recordFigure({
    figure: 'calls against hostile metadata, keys and token stores that do not end',
    before: '–',
    target: '0',
    reached: `${begun - ended} of ${begun}; the slowest: ${slowest.join(', ')}`,
    ok: ended === begun,
  })
})

const places = [
  ['metadata', false],
  ['everything else', true],
] as const
const rows = Object.keys(responses).flatMap((what) => places.map((place) => [what, ...place] as const))

describe('a verifier refuses with 503 in bounded time', () => {
  it.each(rows)('%s as %s', async (what, _, hasMetadata) => {
    const from = await serve(responses[what] as Answer, hasMetadata)
    const verify = createTokenVerifier({ issuer: from, audience, scopes: [scope], timeout: 0.3, now: () => now * 1000 })
    const { token, proof } = goodRequest('p')
    const headers = { authorization: `DPoP ${token}`, dpop: proof }
    const refusal = await timed(
      'verifier',
      verify(new Request(url, { headers })).catch((error) => error),
    )
    expect(refusal).toBeInstanceOf(TokenRefused)
    expect(refusal).toMatchObject({ code: 'keys-unavailable', status: 503 })
  })
})

describe('a client fails with a HelseIdError in bounded time', () => {
  it.each(rows)('%s as %s', async (what, _, hasMetadata) => {
    const from = await serve(responses[what] as Answer, hasMetadata)
    const options = { clientId: 'c', key: keyRing.ec, scopes: [scope], timeout: 0.3, retries: 0 }
    const client = createHelseIdClient({ issuer: from, ...options })
    const error = await timed(
      'client',
      client.getToken().catch((thrown) => thrown),
    )
    expect(error).toBeInstanceOf(HelseIdError)
    expect(error.message.length).toBeLessThan(700)
  })
})

describe('a key set is refused, or its good key is used,', () => {
  const good = publicJwk(signer) as Jwk & { kid: string }
  const n = (bytes: number) => Buffer.alloc(bytes, 0xc5).toString('base64url')
  const call = async (keys: readonly unknown[]) => {
    const fetched = async (address: unknown) =>
      Response.json(String(address).endsWith('/jwks') ? { keys } : { issuer, jwks_uri: `${issuer}/jwks` })
    const verify = createTokenVerifier({
      issuer,
      audience,
      scopes: [scope],
      now: () => now * 1000,
      fetch: fetched as typeof fetch,
    })
    const { token, proof } = goodRequest('p')
    return verify(new Request(url, { headers: { authorization: `DPoP ${token}`, dpop: proof } })).catch(
      (error) => error,
    )
  }

  it.each<[string, readonly unknown[]]>([
    // RFC 7517 5: keys that are not understood are ignored.
    ['next to objects that are not keys', [{}, { kty: 7 }, { kty: 'XX', kid: 'x' }, good]],
    ['next to a key whose n has 500,000 bytes', [{ ...good, kid: 'large', n: n(500_000) }, good]],
    ['next to 99 others', [...Array.from({ length: 99 }, (_, index) => ({ ...good, kid: `k${index}` })), good]],
  ])('%s', async (_, keys) => {
    expect(await call(keys)).toMatchObject({ client_id: 'c' })
  })

  it.each<[string, readonly unknown[]]>([
    ['an n of 500,000 bytes', [{ ...good, n: n(500_000) }]],
    ['an n of 16,384 bits and an e as long', [{ ...good, n: n(2048), e: n(2047) }]],
    ['an n of 512 bits', [{ ...good, n: n(64) }]],
    ['an n that is not base64url', [{ ...good, n: '…' }]],
    ['another type', [{ ...good, kty: 'oct', k: 'AAAA' }]],
    ['values that are not objects next to it', [null, 7, 'key', [], good]],
  ])('with the right kid and %s: refused', async (_, keys) => {
    const refusal = await call(keys)
    expect(refusal).toBeInstanceOf(TokenRefused)
    expect([401, 503]).toContain(refusal.status)
  })
})

describe('a token store cannot stop a client that', () => {
  const bad = new Proxy(
    {},
    {
      get(_, name) {
        // A promise must be able to resolve with it.
        if (name === 'then') return undefined
        throw new Error('getter')
      },
    },
  )
  const hang = () => new Promise<never>(() => undefined)
  const fail = () => {
    throw new Error('store')
  }
  const nothing = async () => undefined
  it.each<[string, TokenStore]>([
    ['hangs on get, set and delete', { get: hang, set: hang, delete: hang }],
    ['throws at once', { get: fail, set: fail, delete: fail }],
    [
      'rejects with undefined',
      { get: () => Promise.reject(), set: () => Promise.reject(), delete: () => Promise.reject() },
    ],
    ['returns an object whose members throw', { get: async () => bad as never, set: nothing, delete: nothing }],
    ['returns another type', { get: async () => 'token' as never, set: nothing, delete: nothing }],
    ['returns a function', { get: async () => fail as never, set: nothing, delete: nothing }],
    [
      'returns a token that has expired',
      {
        get: async () => ({ accessToken: 'old', tokenType: 'DPoP', expiresAt: 1, scope: '' }),
        set: nothing,
        delete: nothing,
      },
    ],
    [
      'returns an unbound token',
      {
        get: async () => ({ accessToken: 'b', tokenType: 'Bearer', expiresAt: 9e15, scope: '' }),
        set: nothing,
        delete: nothing,
      },
    ],
    [
      'returns a token with a line break',
      {
        get: async () => ({ accessToken: 'a\r\nb', tokenType: 'DPoP', expiresAt: 9e15, scope: '' }),
        set: nothing,
        delete: nothing,
      },
    ],
  ])('%s', async (_, store) => {
    const { clientId, privateJwk: key, registration } = demoClient
    const sts = await startMockSts({ port: 0, clients: [registration] })
    onTestFinished(() => sts.close())
    const options = { clientId, key, dpopKey: keyRing.proof, scopes: [demoClient.scope], timeout: 1, store }
    const client = createHelseIdClient({ issuer: sts.issuer('test'), ...options })
    const { accessToken } = await timed('client with a store', client.getToken())
    expect(accessToken.split('.')).toHaveLength(3)
    // An API that refuses the token makes the client delete it from the store.
    const refusing = createServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'DPoP error="invalid_token"' }).end()
    }).listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    onTestFinished(() => void refusing.close())
    const { port } = refusing.address() as AddressInfo
    expect((await client.fetch(`http://127.0.0.1:${port}/`)).status).toBe(401)
  })
})
